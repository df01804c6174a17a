"""Static files of a real site: compressed, and named by their content so that browsers keep them."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatics(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

    @cache  # noqa: B019 - there is one storage
    def url(self, name: str, force: bool = False) -> str:
        """Kept: every page asks for the same few, and a process has the files of one manifest."""
        return str(super().url(name, force))
