"""The small changes: each replaces one node of a module's syntax tree by another of its kind."""

import ast
from collections import Counter
from collections.abc import Collection, Iterator
from copy import deepcopy
from typing import NamedTuple, TypeVar

Comparison = type[ast.cmpop]

COMPARED: dict[Comparison, tuple[Comparison, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
COMBINED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}
CALLED = {"min": "max", "max": "min", "bisect_left": "bisect_right", "bisect_right": "bisect_left", "any": "all", "all": "any"}
WORDS = ("_", "doctest")  # calls whose text is for people, and is held by other tests


class Mutant(NamedTuple):
    """A changed module, and what was changed: the function, what stood there and what stands there now."""

    line: int
    where: str
    change: str
    source: str
    inside: bool  # a function: the rest of the module is as it was


def mutants(source: str, of: Collection[str] = ()) -> list[Mutant]:
    """Every mutant of a module, or of some of its functions, in the order of its lines. One change that can be made in several
    places of a function is told apart by a number.
    """
    tree, made, times = ast.parse(source), [], Counter[str]()
    nothing = set(_zeros(tree))
    for path, where, inside in _nodes(tree, (), "", False):
        if of and where not in of:
            continue
        node = _at(tree, path)
        if isinstance(node, ast.BinOp) and isinstance(node.right, ast.Name) and node.right.id in nothing:
            continue  # to add nothing or to take it away is the same
        for new in _changes(node):
            mutated = deepcopy(tree)
            _set(mutated, path, new)
            told = f"{where}: {_shown(node)} → {_shown(new)}"
            times[told] += 1
            if times[told] > 1:
                told += f" ({times[told]})"
            text = ast.unparse(ast.fix_missing_locations(mutated))
            made.append(Mutant(getattr(node, "lineno", 0), where, told, text, inside))
    return sorted(made, key=lambda mutant: mutant.line)


def _zeros(tree: ast.Module) -> Iterator[str]:
    """The names that stand for 0 in a module: the first of a range, or 0 itself."""
    for node in tree.body:
        if isinstance(node, ast.Assign):
            match node.targets[0], node.value:
                case ast.Tuple(elts=[ast.Name(id=name), *_]), ast.Call(func=ast.Name(id="range"), args=[_]):
                    yield name
                case ast.Tuple(elts=[ast.Name(id=name), *_]), ast.Tuple(elts=[ast.Constant(value=0), *_]):
                    yield name


Path = tuple[tuple[str, int | None], ...]
"""The fields, and places in their lists, that lead from the module to a node."""


def _nodes(node: ast.AST, path: Path, where: str, inside: bool) -> Iterator[tuple[Path, str, bool]]:
    """The nodes that can be changed, each with the name of what it stands in, and whether that is a function. Types and words for
    people are passed over.
    """
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        where = f"{where}.{node.name}".strip(".")
    yield path, where or "module", inside
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params", "bases"):
            continue
        if isinstance(value, ast.AST) and not _is_words(value):
            yield from _nodes(value, (*path, (name, None)), where, inside)
        elif isinstance(value, list):
            body = isinstance(node, ast.FunctionDef) and name == "body"
            for i, item in enumerate(value):
                if isinstance(item, ast.AST) and not _is_words(item):
                    yield from _nodes(item, (*path, (name, i)), where, inside or body)


def _is_words(node: ast.AST) -> bool:
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    slots = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.startswith("__")
    told = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WORDS
    return docstring or slots or told or isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom)


def _at(tree: ast.AST, path: Path) -> ast.AST:
    node = tree
    for name, i in path:
        value = getattr(node, name)
        node = value if i is None else value[i]
    return node


def _set(tree: ast.AST, path: Path, new: ast.AST) -> None:
    above, (name, i) = _at(tree, path[:-1]), path[-1]
    if i is None:
        setattr(above, name, new)
    else:
        getattr(above, name)[i] = new


Node = TypeVar("Node", bound=ast.AST)


def _with(node: Node, **fields: object) -> Node:
    new = deepcopy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in the place of a node."""
    match node:
        case ast.Compare(ops=[op]):
            yield from (_with(node, ops=[other()]) for other in COMPARED.get(type(op), ()))
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in COMBINED:
            yield _with(node, op=COMBINED[type(op)]())
        case ast.BoolOp(op=op):
            yield _with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert(), operand=operand):
            yield operand
        case ast.Constant(value=value):
            yield from (ast.Constant(other) for other in _others(value))
        case ast.Call(func=ast.Name(id=name)) if name in CALLED:
            yield _with(node, func=ast.Name(CALLED[name], ast.Load()))
        case ast.Break():
            yield ast.Continue()
        case ast.Continue():
            yield ast.Break()
    yield from _emptied(node)


def _emptied(node: ast.AST) -> Iterator[ast.AST]:
    """A condition decided, a result or a step left out."""
    if isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.Constant):
        yield _with(node, test=ast.Constant(True))
        yield _with(node, test=ast.Constant(False))
    if isinstance(node, ast.While):
        yield _with(node, test=ast.Constant(False))
    if isinstance(node, ast.Return) and node.value is not None:
        yield _with(node, value=ast.Constant(None))
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Raise):
        yield ast.Pass()


def _others(value: object) -> tuple[int | str, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, int):
        return value + 1, value - 1
    return (value + "x",) if isinstance(value, str) and value else ()


def _shown(node: ast.AST) -> str:
    """A node in short: of a compound statement its first line."""
    return ast.unparse(ast.fix_missing_locations(deepcopy(node))).splitlines()[0].strip()[:160]
