"""A language model as a second reader, where the user has one; the coder never needs it."""

from prepoll.model.compare import Comparison, Outcome, compare, open_questions
from prepoll.model.endpoint import Endpoint
from prepoll.model.reading import ModelReading, read_with_model

__all__ = ["Comparison", "Endpoint", "ModelReading", "Outcome", "compare", "open_questions", "read_with_model"]
