"""One file of the project -> the services that answer questions about it, each made when the first question is asked."""

from __future__ import annotations

from functools import cached_property, partial

from lint_rules.semantic.classes.annotations import Annotations
from lint_rules.semantic.classes.enum_lookups import EnumLookups
from lint_rules.semantic.classes.inference import Classes
from lint_rules.semantic.classes.project_classes import ProjectClasses
from lint_rules.semantic.conditions.condition_places import ConditionPlaces
from lint_rules.semantic.conditions.python_operators import PythonOperators
from lint_rules.semantic.conditions.sql_expressions import SqlExpressions
from lint_rules.semantic.cross_file.class_index import ProjectIndex
from lint_rules.semantic.expectations.contradictions import Contradictions
from lint_rules.semantic.expectations.missing_rows import MissingRows
from lint_rules.semantic.expectations.optional_results import OptionalResults
from lint_rules.semantic.fallbacks.absence import Absence
from lint_rules.semantic.fallbacks.fallback import Services
from lint_rules.semantic.fallbacks.finder import Fallbacks
from lint_rules.semantic.intent.annotated_uses import AnnotatedUses
from lint_rules.semantic.intent.evidence import Evidence
from lint_rules.semantic.model.collisions import Collisions
from lint_rules.semantic.model.resolved_file import ResolvedFile
from lint_rules.semantic.names.maybe_class import MaybeClass
from lint_rules.semantic.names.resolver import Resolver
from lint_rules.semantic.options import ResolutionOptions
from lint_rules.semantic.queries.chains import Chains
from lint_rules.semantic.queries.class_models import ClassModels
from lint_rules.semantic.queries.column_values import ColumnValues
from lint_rules.semantic.queries.columns import QueryColumns
from lint_rules.semantic.queries.entities import Queries
from lint_rules.semantic.queries.entity_sources import EntitySources
from lint_rules.semantic.queries.objects import Objects
from lint_rules.semantic.queries.results import Results
from lint_rules.semantic.queries.row_annotations import RowAnnotations
from lint_rules.semantic.scopes.file import File
from lint_rules.semantic.sessions.inference import SessionInference
from lint_rules.semantic.sessions.name_hints import SessionHints
from lint_rules.semantic.statuses.audience import Audience
from lint_rules.semantic.statuses.dict_uses import DictUses
from lint_rules.semantic.statuses.inference import Statuses
from lint_rules.semantic.statuses.maps import StatusMaps


class FileServices(ResolvedFile):
    """A resolved file with its services: most files ask for a few of them, and a project has thousands of files.

    Args:
        file: the parsed file.
        resolver: follows names through the project.
        classes: answers for the classes of the project.
        census: answers for the whole project.
        options: what the project says about itself.
    """

    def __init__(
        self,
        file: File,
        *,
        resolver: Resolver,
        classes: ProjectClasses,
        census: ProjectIndex,
        options: ResolutionOptions,
    ) -> None:
        """See the class."""
        super().__init__(file, resolver=resolver, classes=classes.kinds)
        self._project_classes = classes
        self._census = census
        self.options = options

    @cached_property
    def collisions(self) -> Collisions:
        """The names that one scope binds to two different origins."""
        return Collisions(self._file, self._resolver, self.classes)

    @cached_property
    def _denoting(self) -> MaybeClass:
        return MaybeClass(self._file)

    @cached_property
    def annotations(self) -> Annotations:
        """The class that an annotation names."""
        return Annotations(self._file, self._resolver)

    @cached_property
    def enum_lookups(self) -> EnumLookups:
        """What an Enum is asked for and does not have."""
        return EnumLookups(self._file, self._resolver, self._project_classes.enum_contents, self._denoting)

    # -- sessions

    @cached_property
    def sessions(self) -> SessionInference:
        """Whether an expression is a database session, and what the uses of a variable show."""
        return SessionInference(self._file, self._resolver, self.classes, self.options)

    @cached_property
    def session_hints(self) -> SessionHints:
        """What names alone say about that; cheaper, and to be asked before."""
        return SessionHints(self._file, self.sessions)

    # -- queries

    @cached_property
    def queries(self) -> Queries:
        """The entities that stand in a call."""
        return Queries(self._file, self._resolver, self.classes, self.sessions, self._denoting)

    @cached_property
    def columns(self) -> QueryColumns:
        """The columns that stand in a call."""
        return QueryColumns(self._file, self._resolver, self.classes, self.queries, self._denoting)

    @cached_property
    def python_operators(self) -> PythonOperators:
        """Which of Python's operators take a column out of the database's hands."""
        sql = SqlExpressions(self._file, self._resolver, self._project_classes.attributes, self._denoting)
        return PythonOperators(sql, ConditionPlaces(self._file))

    @cached_property
    def class_models(self) -> ClassModels:
        """The entities that a class body names for its methods, or a constructor is given for them."""
        return ClassModels(
            self._file,
            resolver=self._resolver,
            classes=self.classes,
            queries=self.queries,
            queries_of=partial(_queries_of, self._resolver, self.classes, self.options),
            denoting=self._denoting,
        )

    @cached_property
    def entity_sources(self) -> EntitySources:
        """The classes that what stands for an entity can be."""
        return EntitySources(self._file, self._resolver)

    @cached_property
    def column_values(self) -> ColumnValues:
        """What is given to columns, by keyword, in a dict or as an attribute."""
        return ColumnValues(
            self._file,
            resolver=self._resolver,
            classes=self.classes,
            objects=self.objects,
            chains=self._chains,
            denoting=self._denoting,
            is_status_name=self.statuses.ends_in_status,
        )

    # -- what queries give

    @cached_property
    def _chains(self) -> Chains:
        return Chains(self._file, self._resolver, self.classes, self.sessions, self.queries)

    @cached_property
    def results(self) -> Results:
        """What a query gives."""
        return Results(self._file, self._resolver, self.sessions, self._chains)

    @cached_property
    def row_annotations(self) -> RowAnnotations:
        """How to annotate what a query gives."""
        return RowAnnotations(self._file, self._resolver)

    @cached_property
    def contradictions(self) -> Contradictions:
        """Annotations that rule out what a query gives."""
        return Contradictions(self._file, self._resolver, self.classes, self.results, self._chains)

    @cached_property
    def optional_results(self) -> OptionalResults:
        """Results that may be None and are used as if they could not."""
        return OptionalResults(self._file, self.results, self._chains, self.annotations)

    @cached_property
    def missing_rows(self) -> MissingRows:
        """What can raise that a row is missing."""
        return MissingRows(self._file, self._resolver, self._project_classes, self.sessions, self.results)

    # -- statuses

    @cached_property
    def statuses(self) -> Statuses:
        """Which expressions are statuses."""
        parts = self._project_classes, self.results, self._chains, self.options, self._denoting
        return Statuses(self._file, self._resolver, *parts)

    @property
    def objects(self) -> Objects:
        """The class of the object that an expression is."""
        return self.statuses.objects

    @cached_property
    def status_maps(self) -> StatusMaps:
        """The maps from statuses."""
        return StatusMaps(self._file, self._resolver, self.statuses)

    @cached_property
    def dict_uses(self) -> DictUses:
        """What a dict display is used for."""
        return DictUses(self._file, self._resolver, self._census.files_importing)

    @cached_property
    def audience(self) -> Audience:
        """Whether a value is for people to read."""
        return Audience(self._file, self.sessions)

    @cached_property
    def fallbacks(self) -> Fallbacks:
        """What stands in for a status that is missing or not known."""
        absence = Absence(self._file, self.statuses, self._census.files_importing)
        services = Services(self._file, self.statuses, self.status_maps, self.audience, absence)
        return Fallbacks(services, self._resolver, self.classes)

    # -- intent

    @cached_property
    def annotated_uses(self) -> AnnotatedUses:
        """What an annotation was meant to be, by the uses of what it stands at."""
        return AnnotatedUses(
            self._file, self._resolver, self.classes, self.sessions, self.results, self._census.files_importing
        )

    @cached_property
    def _evidence(self) -> Evidence:
        return Evidence(self._file, self.sessions, self.queries, self.columns, self.annotated_uses)


def _queries_of(resolver: Resolver, classes: Classes, options: ResolutionOptions, file: File) -> Queries:
    """Return what answers for the calls of another file; not a method, whose services would hold themselves alive."""
    sessions = SessionInference(file, resolver, classes, options, distance=1)
    return Queries(file, resolver, classes, sessions, MaybeClass(file))
