"""Trials of drafts (试算对比): a draft and the edition in force over a past year's records."""
