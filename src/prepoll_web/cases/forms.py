"""The form for a case."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class CaseForm(forms.Form):
    """A case folder as a zip file."""

    archive = forms.FileField(
        label=gettext_lazy("Case folder as a zip file"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_archive(self) -> UploadedFile[bytes]:
        """Refuse a file that is too large."""
        archive: UploadedFile[bytes] = self.cleaned_data["archive"]
        if (archive.size or 0) > settings.MAX_UPLOAD_BYTES:
            limit = filesizeformat(settings.MAX_UPLOAD_BYTES)
            raise forms.ValidationError(_("The file is larger than %(limit)s.") % {"limit": limit})
        return archive
