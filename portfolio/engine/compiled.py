"""Where the kernel runs: as plain Python over lists, or compiled over arrays. The law is the same source in both.

A large plan is worth the third of a second that loading compiled code takes; a small one never waits for it.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from hashlib import sha256
from inspect import getfile, signature
from itertools import accumulate, chain, compress
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

from portfolio.engine import counting, kernel, repair
from portfolio.engine.counting import Ints

SOURCES = (counting, kernel, repair)
"""The kernel: what is compiled together."""
LARGE = 20_000
"""From so many tasks and links on, a plan is worth loading compiled code."""
SMALL = 1_000
"""Below so many, it gains nothing even where it is loaded."""

RARE = {"reckoned", "found", "least", "counts"}
"""What compiled code calls; all else is put in the place of its call, which saves a third of the time."""


class Plain:
    """The kernel as it stands, and the columns that it runs over: lists."""

    law: Any = SimpleNamespace(**{name: getattr(source, name) for source in (kernel, repair) for name in source.WHOLE})

    def __reduce__(self) -> str:
        return "PLAIN"

    def full(self, length: int, value: int = 0) -> Ints:
        """A new column."""
        return [value] * length

    def column(self, values: Iterable[int]) -> Ints:
        """Values as a column of this kind; a column of this kind is taken as it is."""
        return values if isinstance(values, list) else list(values)

    def copy(self, column: Ints) -> Ints:
        """The same values, to be changed apart."""
        return list(column)

    def take(self, column: Ints, places: Ints) -> Ints:
        """The values that stand at places."""
        return [column[i] for i in places]

    def join(self, column: Ints, more: Sequence[int]) -> Ints:
        """A column with further values at its end."""
        return [*column, *more]

    def below(self, column: Ints, value: int) -> list[int]:
        """The places where a column is below a value."""
        return [i for i, each in enumerate(column) if each < value]

    def tables(self, marks: bytearray, first: int, base: int) -> tuple[Ints, Ints]:
        """For each day from one on how many are worked before it, counted from a base; and the days worked, marked by 1."""
        return list(accumulate(marks[:-1], initial=base)), list(compress(range(first, first + len(marks)), marks))


class Compiled(Plain):
    """The kernel compiled, over arrays of 32-bit integers. It holds no interpreter's lock while it runs."""

    def __init__(self) -> None:
        import numpy as np  # noqa: PLC0415 - only large plans wait for it

        self._np, self.law = np, _law()

    def __reduce__(self) -> Any:
        return compiled, ()

    def full(self, length: int, value: int = 0) -> Ints:
        """A new column."""
        return self._np.full(length, value, self._np.int32) if value else self._np.zeros(length, self._np.int32)

    def column(self, values: Iterable[int]) -> Ints:
        """Values as a column of this kind; a column of this kind is taken as it is."""
        if isinstance(values, range):
            return self._np.arange(values.start, values.stop, values.step, dtype=self._np.int32)
        column = self._np.ascontiguousarray(values if hasattr(values, "__len__") else list(values), self._np.int32)
        return column if column.flags.writeable else column.copy()

    def copy(self, column: Ints) -> Ints:
        """The same values, to be changed apart."""
        return column.copy()

    def take(self, column: Ints, places: Ints) -> Ints:
        """The values that stand at places."""
        return column[places]

    def join(self, column: Ints, more: Sequence[int]) -> Ints:
        """A column with further values at its end."""
        return self._np.concatenate([column, self.column(more)])

    def below(self, column: Ints, value: int) -> list[int]:
        """The places where a column is below a value."""
        return [int(i) for i in self._np.flatnonzero(column < value)]

    def tables(self, marks: bytearray, first: int, base: int) -> tuple[Ints, Ints]:
        """For each day from one on how many are worked before it, counted from a base; and the days worked, marked by 1."""
        worked, before = self._np.frombuffer(marks, self._np.uint8), self.full(len(marks), base)
        before[1:] += worked[:-1].cumsum(dtype=self._np.int32)
        return before, (worked.nonzero()[0] + first).astype(self._np.int32)


Runner = Plain
PLAIN = Plain()


def runner(size: int) -> Runner:
    """What computes a plan of so many tasks and links. Once compiled code is there, all but the smallest use it."""
    least = SMALL if compiled.cache_info().currsize else LARGE
    return PLAIN if size < least else fastest()


@cache
def fastest() -> Runner:
    """The kernel compiled; as it stands on a machine that has no compiler for it."""
    try:
        return compiled()
    except ImportError:
        return PLAIN


@cache
def compiled() -> Compiled:
    """The kernel compiled. The first call in a process loads it, and on a machine where it never ran compiles it."""
    return Compiled()


def stamp(sources: Iterable[ModuleType] = SOURCES) -> str:
    """What tells one state of the kernel from another: its files are compiled into each other, so each is worth all of them."""
    return sha256(b"".join(Path(getfile(source)).read_bytes() for source in sources)).hexdigest()[:16]


def _law() -> Any:
    """The functions of the kernel that are called from outside, compiled."""
    import numba  # noqa: PLC0415 - only large plans wait for it

    names: dict[str, Any] = {}
    state = stamp()
    for name, value in chain.from_iterable(vars(source).items() for source in SOURCES):
        if isinstance(value, FunctionType):
            if name not in names:
                twin = FunctionType(value.__code__, names, name, value.__defaults__)
                twin.__module__, twin.__qualname__ = value.__module__, f"{name}_{state}"
                names[name] = numba.njit(error_model="numpy", forceinline=name not in RARE)(twin)
        else:
            names.setdefault(name, value)
    return SimpleNamespace(
        **{name: _entry(getattr(source, name), names[name].py_func) for source in (kernel, repair) for name in source.WHOLE}
    )


def native(kinds: Any, twin: Callable[..., Any]) -> Any:
    """A function in machine code. It is kept on disk under its qualified name, so that it is compiled once on a machine; where
    no folder can be written, once in a process.
    """
    from numba import cfunc  # noqa: PLC0415 - only large plans wait for it

    try:
        return cfunc(kinds, cache=True, error_model="numpy")(twin)
    except (RuntimeError, OSError):
        return cfunc(kinds, error_model="numpy")(twin)


def _entry(plain: Callable[..., Any], twin: Callable[..., Any]) -> Callable[..., Any]:
    """A compiled function that takes arrays and integers. Columns are bare pointers inside: nothing counts references."""
    from ctypes import CFUNCTYPE, byref, c_bool, c_char, c_int64, c_void_p  # noqa: PLC0415 - only large plans wait for them

    from numba import types  # noqa: PLC0415

    said, column = signature(plain), types.CPointer(types.int32)  # type: ignore[no-untyped-call]
    kinds = [types.int64 if p.annotation is int else column for p in said.parameters.values()]
    gives, result = {None: (types.void, None), int: (types.int64, c_int64), bool: (types.boolean, c_bool)}[said.return_annotation]
    made = native(gives(*kinds), twin)
    at = CFUNCTYPE(result, *[c_int64 if kind is types.int64 else c_void_p for kind in kinds])(made.address)

    def call(*given: Any) -> Any:
        return at(
            *[value if isinstance(value, int) else byref(c_char.from_buffer(value)) if len(value) else None for value in given]
        )

    call.__wrapped__ = made  # type: ignore[attr-defined] # which owns the code
    return call


if __name__ == "__main__":  # set-up: compile once, so that no plan waits for it
    compiled()
