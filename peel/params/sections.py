"""The sections of params.yaml: one per stage, every key with its unit, range and meaning.

The comments of the template and docs/reference/params.md are made from these descriptions.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Section(BaseModel):
    """Frozen; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(Section):
    """What is predicted; every stage reads it."""

    kind: str = Field("classification", description="what is predicted: the name of a problem kind")
    seed: int = Field(
        0, ge=0, lt=2**63, description="the one seed from which all others derive; 0 or more"
    )


class Ingest(Section):
    """Where the labelled images come from."""

    sources: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        ("data/raw",),
        min_length=1,
        description="folders, zips and CSVs with labelled images, one or more; `peel build --data` writes them",
    )
    table: str | None = Field(
        None,
        min_length=1,
        description="CSV of labels inside each source, relative to it; null looks for one, none takes class folders",
    )
    path_column: str | None = Field(
        None,
        min_length=1,
        description="column of the table that names the pictures; null finds it by what stands in it",
    )
    label_column: str | None = Field(
        None,
        min_length=1,
        description="column of the table with the class; null finds it by its name",
    )
    separator: str | None = Field(
        None,
        min_length=1,
        max_length=3,
        description="what stands between labels in a cell, where a picture may have several; null finds | ; or ,",
    )
    class_level: int | None = Field(
        None,
        ge=1,
        le=20,
        description="which folder is the class: 1 is the first one below a single top folder and train, val, test; null finds it",
    )
    follow_links: bool = Field(
        default=False,
        description="whether links in the source that lead out of it are followed",
    )


class Validate(Section):
    """When bad images stop the run."""

    max_bad_share: float = Field(
        0.2, ge=0, le=1, description="share of unusable items above which the run stops; 0 to 1"
    )
    min_side_px: int = Field(
        8, ge=1, le=4096, description="shorter side, in pixels, below which an image is put aside"
    )


class Split(Section):
    """How the sealed test part is drawn."""

    test_share: float = Field(
        0.15,
        gt=0,
        lt=1,
        description="share of every class that is sealed for the test; between 0 and 1, unused with a given split",
    )
    max_test_items: int = Field(
        2000,
        ge=1,
        description="most items that are drawn for the test; the classes keep their shares, each at least one item",
    )
    near_duplicates: Literal["keep together", "ignore"] = Field(
        "keep together",
        description="'keep together' puts near duplicates into one part; 'ignore' only exact ones",
    )


class Search(Section):
    """How the network and its heads are found."""

    backbones: tuple[str, ...] = Field(
        ("efficientnet_lite0",),
        min_length=1,
        description="pretrained networks to peel, each once: a registered name, timm/NAME or torchvision/NAME; [random] uses no weights at all",
    )

    @field_validator("backbones")
    @classmethod
    def _each_once(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(names)) < len(names):
            raise ValueError("each network once")
        return names

    size_px: int = Field(
        224,
        ge=64,
        le=512,
        multiple_of=32,
        description="side to which the file itself resizes every image; a multiple of 32 from 64 to 512",
    )
    mean_of: int = Field(
        20,
        ge=1,
        le=50,
        description="how many of the best heads are averaged into the model; 1 to 50",
    )


class Weights(Section):
    """Where pretrained weights are looked for, beside the packages that are installed."""

    dir: str | None = Field(
        None, description="folder with weight files; PEEL_WEIGHTS_DIR stands in for it when empty"
    )
    download: bool = Field(
        default=False,
        description="whether a backbone that is not found here may be loaded from its hub",
    )


class Gate(Section):
    """What the score must reach."""

    threshold: float = Field(0.9, ge=0, le=1, description="the score that you need; 0 to 1")
    metric: str | None = Field(
        None,
        description="the score that is compared, as classification's balanced_accuracy; null is the kind's own",
    )
    chance: float = Field(
        0.8,
        ge=0.5,
        lt=1,
        description="how likely it must be that the true score reaches the threshold for a pass, by Jeffreys' prior; 0.5 to below 1, 0.975 to be sure",
    )


class Report(Section):
    """The report's words."""

    title: str = Field("Peel report", min_length=1, description="heading of the report")


class Params(Section):
    """The whole file."""

    problem: Problem = Problem()
    ingest: Ingest = Ingest()
    validate_: Validate = Field(Validate(), alias="validate")
    split: Split = Split()
    weights: Weights = Weights()
    search: Search = Search()
    gate: Gate = Gate()
    report: Report = Report()
