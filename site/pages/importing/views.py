"""The two pages of the CMS by which a file of other help comes in: hand it over, then look and say yes."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from pages.importing import files, plan
from pages.models import ResourceFile
from pages.whose import organizations_of
from respite.models import Organization, Person, Resource

LIST = "wagtailsnippets_respite_resource:list"


class FileForm(forms.Form):
    """Takes a file, and says for which organization it is where there is more than one."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A table as CSV, or services in HSDS as JSON or zip. Up to 2 MB and 2,000 rows."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.json,.zip,.txt"}),
    )
    organization: forms.ModelChoiceField[Organization] = forms.ModelChoiceField(queryset=Organization.objects.none())

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = organizations_of(request.user)  # type: ignore[arg-type]
        field = self.fields["organization"]
        field.queryset = mine  # type: ignore[attr-defined]
        if mine.count() == 1:
            field.initial, field.widget = mine.get(), forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """Read the rows; a file that cannot be read is refused with a sentence at its field."""
        told = super().clean() or {}
        file: UploadedFile | None = told.get("file")
        if file:
            try:
                told["rows"] = files.read(file.read(files.MOST_BYTES + 1))
            except ValidationError as refusal:
                self.add_error("file", refusal)
        return told


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Take a file in, and lead to what it would change. Nothing is changed here."""
    _allow(request)
    form = FileForm(request.POST or None, request.FILES or None, request=request)
    if request.method == "POST" and form.is_valid():
        plan.sweep()
        told = form.cleaned_data
        by: Person = request.user  # type: ignore[assignment]
        kept = ResourceFile.objects.create(organization=told["organization"], by=by, rows=told["rows"])
        return redirect("resource-file", kept.pk)
    return render(request, "pages/cms/resource_file_new.html", {"form": form, "list_url": reverse(LIST)})


@require_http_methods(["GET", "POST"])
def look(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a file would change; with a yes, change it."""
    _allow(request)
    mine = organizations_of(request.user)  # type: ignore[arg-type]
    kept = ResourceFile.objects.filter(pk=key, organization__in=mine).select_related("organization").first()
    if kept is None:
        messages.info(request, __("That file is not here any more. It was taken in, or a day has gone by."))
        return redirect(LIST)
    if request.method == "POST":
        try:
            done = plan.carry_out(kept, mark=request.POST.get("mark", ""), by=request.user)  # type: ignore[arg-type]
        except ResourceFile.DoesNotExist:
            return redirect("resource-file", key)
        except ValidationError as refusal:
            messages.warning(request, " ".join(refusal.messages))
        else:
            n = len(done.changes)
            messages.success(request, ngettext("%d line was changed.", "%d lines were changed.", n) % n)
            return redirect(LIST)
    shown = plan.plan(kept.organization, kept.rows)
    return render(request, "pages/cms/resource_file.html", {"kept": kept, "plan": shown, "list_url": reverse(LIST)})


@require_http_methods(["POST"])
def throw_away(request: HttpRequest, key: UUID) -> HttpResponse:
    """Forget a file."""
    _allow(request)
    mine = organizations_of(request.user)  # type: ignore[arg-type]
    get_object_or_404(ResourceFile, pk=key, organization__in=mine).delete()
    return redirect(LIST)


def _allow(request: HttpRequest) -> None:
    kind = Resource._meta.model_name
    if not all(request.user.has_perm(f"respite.{action}_{kind}") for action in ("add", "change")):
        raise PermissionDenied
