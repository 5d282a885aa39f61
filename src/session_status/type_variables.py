"""The type variables of the library, each declared once, and what bounds them."""

from enum import Enum, IntEnum
from typing import Any, ParamSpec, Protocol, TypeVar


class JsonRow(Protocol):
    """A row of either form, as far as it is written out."""

    def as_json(self) -> dict[str, Any]:
        """Give the fields as JSON has them."""
        ...


K = TypeVar("K")
"""A key."""
S = TypeVar("S")
"""A status: a member of an Enum, or Unrecognized."""
S_co = TypeVar("S_co", covariant=True)
K_co = TypeVar("K_co", covariant=True)
T_co = TypeVar("T_co", covariant=True)
W = TypeVar("W", bound=str)
"""A word for a status."""
W_co = TypeVar("W_co", bound=str | None, covariant=True)
"""A word; None where a nullable column may hold NULL."""
W_contra = TypeVar("W_contra", bound=str, contravariant=True)
T = TypeVar("T")
"""A title."""
E = TypeVar("E", bound=Enum)
"""A member of an Enum of statuses."""
E_co = TypeVar("E_co", bound=Enum, covariant=True)
E_contra = TypeVar("E_contra", bound=Enum, contravariant=True)
IntE = TypeVar("IntE", bound=IntEnum)
"""A member of an Enum whose members are whole numbers."""
V = TypeVar("V")
"""A value, whatever it is."""
R = TypeVar("R")
"""What a call returns, or a row of it."""
R_co = TypeVar("R_co", covariant=True)
JsonR = TypeVar("JsonR", bound=JsonRow)
"""A row of either form."""
Q = TypeVar("Q")
"""The owner of a method."""
P = ParamSpec("P")

# A class method that makes another kind of its class has variables beside the class's own.
OtherK = TypeVar("OtherK")
OtherS = TypeVar("OtherS")
OtherW = TypeVar("OtherW", bound=str)
OtherT = TypeVar("OtherT")
OtherE = TypeVar("OtherE", bound=Enum)
OtherR = TypeVar("OtherR")

# The columns of a key.
OtherA = TypeVar("OtherA")
OtherB = TypeVar("OtherB")
OtherC = TypeVar("OtherC")
OtherD = TypeVar("OtherD")
