"""The pages of partners. They are of the organization, and stand among the settings of each of its houses."""

from django.urls import path

from openings.partners.views import agreements, keys, partners, webhooks

ROOT = "settings/partners/"
urlpatterns = [
    path(ROOT, partners.partners, name="partners"),
    path(f"{ROOT}new/", partners.new, name="partner-new"),
    path(f"{ROOT}<uuid:partner>/", partners.partner, name="partner"),
    path(f"{ROOT}<uuid:partner>/change/", partners.change, name="partner-change"),
    path(f"{ROOT}<uuid:partner>/end/", partners.end, name="partner-end"),
    path(f"{ROOT}<uuid:partner>/keys/new/", keys.new, name="partner-key-new"),
    path(f"{ROOT}keys/<uuid:key>/new/", keys.rotate, name="partner-key-rotate"),
    path(f"{ROOT}keys/<uuid:key>/take-back/", keys.revoke, name="partner-key-revoke"),
    path(f"{ROOT}<uuid:partner>/agreements/new/", agreements.new, name="agreement-new"),
    path(f"{ROOT}agreements/<uuid:agreement>/", agreements.agreement, name="agreement"),
    path(f"{ROOT}agreements/<uuid:agreement>/end/", agreements.end, name="agreement-end"),
    path(f"{ROOT}<uuid:partner>/news/new/", webhooks.new, name="subscription-new"),
    path(f"{ROOT}news/<uuid:subscription>/", webhooks.subscription, name="subscription"),
    path(f"{ROOT}news/<uuid:subscription>/secret/", webhooks.rotate, name="subscription-rotate"),
    path(f"{ROOT}news/<uuid:subscription>/end/", webhooks.end, name="subscription-end"),
    path(f"{ROOT}news/<uuid:subscription>/switch/", webhooks.switch, name="subscription-switch"),
    path(f"{ROOT}news/<uuid:subscription>/test/", webhooks.test, name="subscription-test"),
    path(f"{ROOT}news/sent/<uuid:delivery>/again/", webhooks.again, name="webhook-again"),
]
