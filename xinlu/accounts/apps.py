from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """机构与权限."""

    name = "xinlu.accounts"
    label = "accounts"
    verbose_name = "机构与权限"
