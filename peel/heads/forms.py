"""The closed forms by name."""

from __future__ import annotations

from types import ModuleType

from peel.heads import lda, ridge

FORMS: dict[str, ModuleType] = {"lda": lda, "ridge": ridge}
