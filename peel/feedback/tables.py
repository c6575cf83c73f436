"""The tables of the store; times are seconds since 1970 in UTC, JSON is text."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

meta = Table("meta", METADATA, Column("key", String(40), primary_key=True), Column("value", Text))

tickets = Table(
    "tickets",
    METADATA,
    Column("ticket", String(120), primary_key=True),
    Column("at", Float, nullable=False, index=True),
    Column("model", String(64), nullable=False),
    Column("version", String(60), nullable=False),
    Column("source", String(200), nullable=False),
    Column("key", String(60), nullable=False),
    Column("item", String(64), nullable=False, index=True),
    Column("group", String(200), nullable=False),
    Column("part", String(12), nullable=False),
    Column("audited", Boolean, nullable=False),
    Column("rate", Float, nullable=False),
    Column("kept", Boolean, nullable=False),
    Column("outputs", Text, nullable=False),
    Column("shadow_model", String(64), nullable=False, default=""),
    Column("shadow", Text),
    Column("width", Integer),
    Column("height", Integer),
    Index("tickets_of_the_audit", "model", "audited", "at"),
)

labels = Table(
    "labels",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", String(120), nullable=False, index=True),
    Column("by", String(60), nullable=False),
    Column("trust", String(12), nullable=False),
    Column("client", String(200), nullable=False),
    Column("label", Text, nullable=False),
    Column("at", Float, nullable=False, index=True),
    UniqueConstraint("ticket", "by", "client"),
)

# Labels for tickets that the store does not know: the answer's row was lost in a crash, or the ticket is made up.
quarantine = Table(
    "quarantine",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("ticket", String(120), nullable=False),
    Column("by", String(60), nullable=False),
    Column("trust", String(12), nullable=False),
    Column("client", String(200), nullable=False),
    Column("label", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("why", Text, nullable=False),
    # How far its boxes go: held against the picture when the ticket comes. Empty in those of an earlier Peel.
    Column("reach_right", Float),
    Column("reach_down", Float),
    UniqueConstraint("ticket", "by", "client"),
)

# The cards of all models that ever answered, by digest: what outputs and labels mean.
cards = Table(
    "cards",
    METADATA,
    Column("model", String(64), primary_key=True),
    Column("card", Text, nullable=False),
    Column("at", Float, nullable=False),
)

epochs = Table(
    "epochs",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("model", String(64), nullable=False),
    Column("version", String(60), nullable=False),
    Column("tau", Float, nullable=False),
    Column("classes", Text, nullable=False),
    Column("opened_at", Float, nullable=False),
    Column("closed_at", Float),
    Column("fresh", Boolean, nullable=False),
    Column("why", Text, nullable=False),
)

# Where each watch stood when it was last told: what makes a change of colour one change.
watched = Table(
    "watched",
    METADATA,
    Column("epoch", Integer, primary_key=True),
    Column("name", String(200), primary_key=True),
    Column("colour", String(8), nullable=False),
    Column("since", Float, nullable=False),
    Column("state", Text, nullable=False),
)

# Days of the audit that were closed, with the last label (by id) that counts: what was closed stays so, whatever the clock says.
cohorts = Table(
    "cohorts",
    METADATA,
    Column("epoch", Integer, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("closed_at", Float, nullable=False),
    Column("label", Integer, nullable=False),
)

incidents = Table(
    "incidents",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("epoch", Integer, nullable=False),
    Column("name", String(200), nullable=False),
    Column("opened_at", Float, nullable=False),
    Column("closed_at", Float),
    Column("evidence", Text, nullable=False),
    Column("handled", Text, nullable=False, default=""),
    UniqueConstraint("epoch", "name"),
)

# What is to be told to people, until it was: an outbox.
alerts = Table(
    "alerts",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("dedup", String(200), nullable=False, unique=True),
    Column("target", Integer, nullable=False),
    Column("level", String(12), nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Float, nullable=False),
    Column("sent_at", Float),
    Column("error", Text, nullable=False, default=""),
)

# What happened, for whoever looks on: the stream of the server's /v1/events.
happened = Table(
    "happened",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", Float, nullable=False),
    Column("type", String(60), nullable=False),
    Column("data", Text, nullable=False),
)

# Who did what: each row holds the digest of the one before.
ledger = Table(
    "ledger",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),
    Column("who", String(200), nullable=False),
    Column("what", String(60), nullable=False),
    Column("details", Text, nullable=False),
    Column("before", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
)

keys = Table(
    "keys",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("hash", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("trust", String(12), nullable=False),
    Column("per_minute", Integer, nullable=False),
    Column("made_at", Float, nullable=False),
    Column("expires_at", Float),
    Column("revoked_at", Float),
)

# Retrainings, from their beginning on, so that a killed one goes on and nobody retrains for ever.
runs = Table(
    "runs",
    METADATA,
    Column("id", String(60), primary_key=True),
    Column("trigger", String(20), nullable=False),
    Column("incident", Integer),
    Column("step", String(40), nullable=False),
    Column("notes", Text, nullable=False),
    Column("started_at", Float, nullable=False),
    Column("ended_at", Float),
    Column("outcome", String(20), nullable=False, default=""),
    Column("words", Text, nullable=False, default=""),
    Column("cpu_s", Float, nullable=False, default=0.0),
)

leases = Table(
    "leases",
    METADATA,
    Column("name", String(40), primary_key=True),
    Column("holder", String(120), nullable=False),
    Column("until", Float, nullable=False),
)

# Models that wait for a decision, or got one.
candidates = Table(
    "candidates",
    METADATA,
    Column("model", String(64), primary_key=True),
    Column("run", String(60), nullable=False),
    Column("commit", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("state", String(20), nullable=False),
    Column("judgement", Text, nullable=False),
    Column("decided_by", String(200), nullable=False, default=""),
    Column("decided_at", Float),
)

# Models that got a version: from the commit on which a retraining or a person built them.
versions = Table(
    "versions",
    METADATA,
    Column("model", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("version", String(60), nullable=False),
    Column("run", String(60), nullable=False),
    Column("commit", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Column("by", String(200), nullable=False),
    UniqueConstraint("name", "version"),
)

# How often a split was looked at to decide a promotion.
looks = Table(
    "looks",
    METADATA,
    Column("split", String(64), primary_key=True),
    Column("n", Integer, nullable=False),
)
