"""The extraction as a spaCy component: ``nlp.add_pipe("aid_events")`` gives ``doc._.aid_events``.

    >>> import spacy
    >>> from aidextract.pipeline import find_model
    >>> nlp = spacy.load(find_model("encoder"))
    >>> _ = nlp.add_pipe("aid_events", config={"published": "2022-09-09"})
    >>> [event.donor.name for event in nlp("Last week, France gave ANAMA more than 300 toolkits.")._.aid_events]
    ['France']

spaCy finds the factory by itself (entry point ``spacy_factories``): nothing of ours needs to be imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from aidextract.api import extract_doc
from aidextract.errors import PipelineError
from aidextract.export import from_dict
from aidextract.options import Finder, Options
from aidextract.records import AidEvent

if TYPE_CHECKING:
    import datetime as dt

LAYERS = ("SENT_START", "DEP", "POS", "LEMMA", "ENT_IOB")
"""The annotation that the component reads."""
KEY = "aid_events"
"""Where the events stand in ``doc.user_data``."""


@Language.factory(
    "aid_events",
    requires=["token.sent_start", "token.dep", "token.head", "token.pos", "token.lemma", "token.ent_iob", "doc.ents"],
    assigns=["doc._.aid_events"],
    default_config={"published": None, "finder": "auto", "min_score": None, "aggregates": True},
)
def make_aid_events(
    nlp: Language, name: str, published: str | None, finder: Finder, min_score: float | None, aggregates: bool
) -> AidEvents:
    """The component. `published` is the reference date of all documents that bring none in ``user_data["published"]``.

    The other settings are those of `aidextract.Options`.
    """
    if not Doc.has_extension("aid_events"):
        Doc.set_extension("aid_events", getter=read_events)
    return AidEvents(nlp, name, published, Options(finder=finder, min_score=min_score, aggregates=aggregates))


def read_events(doc: Doc) -> tuple[AidEvent, ...]:
    """The getter of ``doc._.aid_events``. A Doc that the component has not seen has none."""
    return tuple(from_dict(event) for event in doc.user_data.get(KEY, ()))


class AidEvents:
    """Writes the events into ``doc.user_data``, as plain dicts: only those survive ``doc.to_bytes``, a `DocBin`, and
    the way between the processes of ``nlp.pipe(n_process=2)``.

    Raises `PipelineError` for a Doc that lacks a layer of `LAYERS` or was parsed in other labels (those of spaCy's own
    English pipelines), and `InputError` for a date that cannot be read.
    """

    def __init__(self, nlp: Language, name: str, published: str | None, options: Options) -> None:
        self.nlp = nlp
        self.name = name
        self.published = published
        self.options = options

    def __call__(self, doc: Doc) -> Doc:
        self._check(doc)
        published: dt.date | str | None = doc.user_data.get("published", self.published)
        found = extract_doc(doc, nlp=self.nlp, published=published, options=self.options)
        doc.user_data[KEY] = found.to_dicts()
        return doc

    def _check(self, doc: Doc) -> None:
        missing = [layer for layer in LAYERS if not doc.has_annotation(layer)]
        if missing:
            raise PipelineError(
                f"{self.name!r} needs {', '.join(missing)} on the Doc: add it after the tagger, lemmatizer, parser and "
                "entity recogniser, best to aidextract's own pipeline"
            )
        if "dobj" in self.nlp.pipe_labels.get("parser", ()):
            raise PipelineError(
                f"{self.name!r} needs a parser with the labels of Universal Dependencies, and this one has 'dobj': "
                "add it to aidextract's own pipeline"
            )
