"""Addresses of log-in, people and posts."""

from django.urls import path

from xinlu.accounts.views import clients, entrance, people, posts

app_name = "accounts"

urlpatterns = [
    path("login/", entrance.log_in, name="login"),
    path("login/code/", entrance.factor_check, name="factor-check"),
    path("logout/", entrance.log_out, name="logout"),
    path("locked/", entrance.locked, name="locked"),
    path("password/", entrance.password, name="password"),
    path("factor/", entrance.factor, name="factor"),
    path("organisations/", people.organisations, name="organisations"),
    path("people/", people.people, name="people"),
    path("people/invite/", posts.invite, name="invite"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/appoint/", posts.appoint, name="appoint"),
    path("people/<int:pk>/reset/", posts.reset, name="reset"),
    path("people/<int:pk>/close/", posts.close, name="close"),
    path("people/<int:pk>/clear-factor/", posts.clear_factor, name="clear-factor"),
    path("mine/", people.mine, name="mine"),
    path("posts/<int:pk>/suspend/", posts.suspend, name="suspend"),
    path("posts/<int:pk>/resume/", posts.resume, name="resume"),
    path("posts/<int:pk>/end/", posts.end, name="end"),
    path("posts/<int:pk>/delegate/", posts.delegate, name="delegate"),
    path("posts/<int:pk>/hand-over/", posts.hand_over, name="hand-over"),
    path("loans/<int:pk>/revoke/", posts.revoke, name="revoke"),
    path("sheets/<int:pk>/accept/", posts.accept, name="accept"),
    path("clients/", clients.listed, name="clients"),
    path("clients/new/", clients.make, name="client-make"),
    path("clients/<int:pk>/", clients.client, name="client"),
    path("clients/<int:pk>/rotate/", clients.rotate, name="client-rotate"),
    path("clients/<int:pk>/suspend/", clients.suspend, name="client-suspend"),
    path("clients/<int:pk>/resume/", clients.resume, name="client-resume"),
    path("clients/<int:pk>/keys/", clients.register_key, name="client-key"),
    path("clients/<int:pk>/keys/<int:key>/revoke/", clients.revoke_key, name="client-key-revoke"),
]
