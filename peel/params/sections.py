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
    form: str = Field(
        "auto",
        min_length=1,
        description="form of the annotations beside the pictures, such as coco; auto looks for one",
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
    frames: int = Field(
        6,
        ge=2,
        le=32,
        description="how many frames stand for a clip, where the source is a folder of films",
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
    conv_steps: int = Field(
        0,
        ge=0,
        le=100_000,
        description="things in pictures: steps for which a small convolutional network learns to propose boxes too, in one more detector; 0 tries none. 400 may find a little more, and take about three times as long as the others",
    )
    only: tuple[Annotated[str, Field(min_length=1)], ...] | None = Field(
        None,
        min_length=1,
        description="heads or detectors to try and no others, as NETWORK/DEPTH/POOLING/HEAD of the leaderboard (efficientnet_lite0/9/ms/lda, efficientnet_lite0/11/mean/two stages at 640 x 480); null tries all. A retraining writes it to refit a model on new data",
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


class Serve(Section):
    """How `peel serve` answers."""

    host: str = Field(
        "127.0.0.1",
        min_length=1,
        description="address to listen on; any other than the loopback needs keys and should have TLS",
    )
    port: int = Field(8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    names: tuple[str, ...] = Field(
        (),
        description="names under which the server is called, beside localhost; others are refused (header Host)",
    )
    certfile: str | None = Field(
        None, min_length=1, description="certificate for TLS, with its chain; null: plain HTTP"
    )
    keyfile: str | None = Field(
        None, min_length=1, description="the certificate's key, where it is a file of its own"
    )
    lanes: int = Field(
        0, ge=0, le=64, description="pictures that are run at once; 0: one for each processor core"
    )
    queue_items: int = Field(
        64, ge=1, le=10_000, description="pictures that may wait; more are refused with 503"
    )
    queue_mb: int = Field(
        256, ge=1, le=65_536, description="requests that may wait, in MB; more are refused with 503"
    )
    body_mb: int = Field(20, ge=1, le=1024, description="largest request, in MB")
    images: int = Field(32, ge=1, le=1000, description="most images in one request")
    formats: tuple[
        Literal["JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF", "TIFF", "PPM", "JPEG2000", "TGA"], ...
    ] = Field(
        ("JPEG", "PNG", "WEBP"),
        min_length=1,
        description="formats of pictures that are read; fewer are safer",
    )
    deadline_s: float = Field(
        10.0, gt=0, le=600, description="seconds after which an answer is no longer wanted"
    )
    audit_rate: float = Field(
        0.05,
        ge=0,
        le=1,
        description="share of answers, drawn by a secret key, whose true label is asked for",
    )
    keep: Literal["off", "audit", "all"] = Field(
        "audit", description="which pictures are kept for labelling: off, audit or all"
    )
    keep_days: int = Field(
        30,
        ge=1,
        le=3650,
        description="days after which kept pictures without a label go, and answers that were not drawn: by itself where `peel up` runs, else by `peel gc`",
    )
    abstain_below: float = Field(
        0.0, ge=0, le=1, description="confidence under which the answer says that it abstains"
    )
    abstain_strange: bool = Field(
        default=False, description="whether it abstains on pictures unlike anything in training"
    )


class Watch(Section):
    """When the score counts as under the threshold."""

    false_alarm: float = Field(
        0.05,
        gt=0,
        le=0.5,
        description="chance of a false red within `labels` labels after a promotion, however often one looks",
    )
    labels: int = Field(
        10_000, ge=100, le=10_000_000, description="labels for which that chance holds"
    )
    deadline_days: int = Field(
        14, ge=1, le=365, description="days after which a day's audit is closed, answered or not"
    )
    closed_share: float = Field(
        0.95, gt=0, le=1, description="share of a day's audit whose answers close it before that"
    )
    class_margin: float = Field(
        0.1,
        ge=0,
        le=1,
        description="how far a class may fall under its score on the test before it is red",
    )
    class_items: int = Field(
        30, ge=1, description="test images from which on a class has a watch of its own"
    )
    blind_labels: int = Field(
        20, ge=1, description="closed labels in `blind_days` days below which nobody can know: grey"
    )
    blind_days: int = Field(30, ge=1, le=365, description="days that this looks back")


class Alerts(Section):
    """Who is told. The addresses stand in PEEL_ALERT_URLS or in a secret file, for they may hold passwords."""

    heartbeat_days: int = Field(
        7, ge=0, le=365, description="days between words that all is well; 0: none"
    )
    attempts: int = Field(
        12, ge=1, le=100, description="tries before an alert counts as one that could not be sent"
    )


class Retrain(Section):
    """When a better model is trained, and on what."""

    schedule: str | None = Field(
        None,
        min_length=1,
        description="cron line, as 0 3 * * 0 for Sundays at three; null: only when red",
    )
    branch: str | None = Field(
        None,
        min_length=1,
        description="branch that is retrained, whatever is checked out; null: the one that was checked out at the first peel promote or peel up",
    )
    min_labels: int = Field(
        50, ge=1, description="new trusted labels that are needed before it is worth a try"
    )
    holdout_share: float = Field(
        0.3, gt=0, lt=1, description="share of new pictures that only the promotion's gate reads"
    )
    source_share: float = Field(
        0.05,
        gt=0,
        le=1,
        description="most of the new training pictures that one source other than an auditor may give",
    )
    agreement: float = Field(
        0.02,
        ge=0,
        le=1,
        description="probability that the champion must give to a label of others than auditors; less goes to a person",
    )
    cooldown_hours: float = Field(24.0, ge=0, description="hours between two automatic runs")
    runs: int = Field(4, ge=1, description="most automatic runs in 30 days")
    cpu_hours: float = Field(8.0, gt=0, description="most CPU hours of automatic runs in 30 days")
    stop_after: int = Field(
        3, ge=1, description="runs in a row without a promotion after which a person is asked"
    )


class Promote(Section):
    """When a challenger takes over."""

    approve: Literal["person", "auto"] = Field(
        "person", description="who says yes when the gate does: a person, or nobody (auto)"
    )
    alpha: float = Field(
        0.05,
        gt=0,
        le=0.5,
        description="chance that an equal challenger takes over, over all looks that one champion stands in a calendar year",
    )
    min_holdout: int = Field(
        100,
        ge=1,
        description="fresh labels that are needed for the test; with fewer a shadow decides",
    )
    max_loss: float = Field(
        0.01, ge=0, le=1, description="most that may be lost on the sealed test part, at 95 %"
    )
    max_flips: float = Field(
        0.02,
        ge=0,
        le=1,
        description="most sealed pictures that the champion had right and the challenger has wrong, as a share",
    )
    max_class_loss: float = Field(
        0.05, ge=0, le=1, description="most that a class may lose where chance does not explain it"
    )
    max_slowdown: float = Field(
        1.2, ge=1, description="most that time and size may grow, as a factor of the champion's"
    )
    max_calibration_loss: float = Field(
        0.02, ge=0, le=1, description="most by which the calibration error may grow"
    )


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
    serve: Serve = Serve()
    watch: Watch = Watch()
    alerts: Alerts = Alerts()
    retrain: Retrain = Retrain()
    promote: Promote = Promote()
