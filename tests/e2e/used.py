"""A model in use, without a server: its answers in the store, pictures kept, labels that came back."""

import io

import numpy as np

from peel.bundle.load import load
from peel.feedback import epochs, labels, tickets
from peel.feedback.store import open_store
from peel.images.digest import of_bytes, of_file
from peel.project.state import state_of
from peel.types.ticket import Label, Ticket
from peel.types.watch import Epoch

AT = 1_800_000_000.0


def champion(project):
    """The folder of the model that is served, and its digest."""
    bundle = project / "bundle"
    return bundle, of_file(bundle / "bundle.json")


def opened(project, *, at=AT):
    """The store, with the champion's epoch open."""
    store = open_store(state_of(project))
    bundle, digest = champion(project)
    epochs.remember_card(store, digest, card_json=(bundle / "bundle.json").read_text(), now=at)
    epoch = Epoch(model=digest, version="v1.0.0", tau=0.8, opened_at=at, why="begun")
    epochs.open_epoch(store, epoch, now=at)
    return store


def png(picture):
    """The bytes of a picture as they are kept."""
    out = io.BytesIO()
    picture.convert("RGB").save(out, "PNG")
    return out.getvalue()


def use(project, store, answers, *, share=0.3):
    """Answer pictures with the champion and label them; `answers` are (picture, label, by, trust)."""
    state = state_of(project)
    bundle, digest = champion(project)
    model, mint = load(bundle), tickets.mint_of(state)
    made, said = [], []
    for place, (picture, label, by, trust) in enumerate(answers):
        data, at = png(picture), AT + 1 + place
        item = of_bytes(data)
        outputs = model.run([np.asarray(picture.convert("RGB"))])
        ticket = Ticket(
            ticket=mint.new(at),
            at=at,
            model=digest,
            version="v1.0.0",
            source=by,
            key=by,
            item=item,
            group=item[:16],
            part=tickets.part_of(item[:16], share, key="k"),
            audited=trust == "auditor",
            rate=1.0,
            kept=True,
            outputs={name: array[0].tolist() for name, array in outputs.items()},
        )
        path = state.pictures / item[:2] / f"{item}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        made.append(ticket)
        said.append(
            Label(ticket=ticket.ticket, by=by, trust=trust, client=str(place), label=label, at=at)
        )
    with store.writing() as connection:
        tickets.add(connection, made)
    assert set(labels.add(store, said, mint=mint)) == {"kept"}
    return made
