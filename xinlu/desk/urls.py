"""Addresses of the workbench."""

from django.urls import path

from xinlu.desk.views import (
    audit,
    home,
    imports,
    lists,
    mine,
    receipts,
    records,
    results,
    runs,
    subjects,
)

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("todo/", home.todo, name="todo"),
    path("done/", home.done, name="done"),
    path("search/", home.search, name="search"),
    path("mine/", mine.subject_home, name="subject_home"),
    path("imports/", imports.history, name="imports"),
    path("imports/new/", imports.new, name="import_new"),
    path("imports/template/<slug:code>/", imports.empty_workbook, name="import_template"),
    path("imports/<uuid:uid>/", imports.batch, name="import_batch"),
    path("imports/<uuid:uid>/progress/", imports.progress, name="import_progress"),
    path("imports/<uuid:uid>/returned/", imports.returned, name="import_returned"),
    path("imports/<uuid:uid>/confirm/", imports.confirm, name="import_confirm"),
    path("imports/<uuid:uid>/discard/", imports.discard, name="import_discard"),
    path("imports/<uuid:uid>/withdraw/", imports.withdraw, name="import_withdraw"),
    path("records/", records.records, name="records"),
    path("records/<uuid:uid>/", records.record, name="record"),
    path("subjects/", subjects.subjects, name="subjects"),
    path("subjects/<uuid:uid>/", subjects.subject, name="subject"),
    path("subjects/<uuid:uid>/open/", subjects.open_numbers, name="subject_open"),
    path("runs/", runs.runs, name="runs"),
    path("runs/<int:pk>/", runs.run, name="run"),
    path("runs/<int:pk>/progress/", runs.progress, name="run_progress"),
    path("runs/<int:pk>/do/<slug:step>/", runs.step, name="run_step"),
    path("runs/<int:pk>/values/", runs.confirm_value, name="run_value"),
    path("runs/<int:pk>/receipt.json", receipts.of_run, name="run_receipt"),
    path("runs/<int:pk>/archive/", receipts.archive, name="run_archive"),
    path("results/<int:pk>/", results.result, name="result"),
    path("results/<int:pk>/receipt.json", receipts.of_result, name="result_receipt"),
    path("results/<int:pk>/inputs.json", results.inputs, name="result_inputs"),
    path("audit/", audit.trail, name="audit"),
    path("audit/verify/", audit.verify, name="audit_verify"),
    path("lists/<slug:name>.xlsx", lists.export, name="export"),
]
