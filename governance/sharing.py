"""One question for many who ask it at once, such as whether anything has changed."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import Context
from typing import Generic, TypeVar

T = TypeVar("T")


class Shared(Generic[T]):
    """What ``ask`` answers, asked anew for whoever comes, but once for all who came before it was asked.

    An answer is never older than the question: who comes while one is asked waits for the next.

    >>> async def ask() -> int:
    ...     asked.append(1)
    ...     await asyncio.sleep(0)
    ...     return len(asked)
    >>> asked: list[int] = []
    >>> async def seven() -> list[int]:
    ...     shared = Shared(ask)
    ...     return await asyncio.gather(*(shared.answer() for _ in range(7)))
    >>> asyncio.run(seven())
    [1, 1, 1, 1, 1, 1, 1]
    """

    def __init__(self, ask: Callable[[], Awaitable[T]]) -> None:
        self._ask = ask
        self._asked: asyncio.Task[T] | None = None
        self._next: asyncio.Task[T] | None = None

    async def answer(self) -> T:
        """The answer to a question that is asked from now on.

        Raises
        ------
        Exception
            Whatever asking raises, for each who waits for it.
        """
        loop = asyncio.get_running_loop()
        if self._next is None or self._next.get_loop() is not loop:
            before = self._asked if self._asked is not None and self._asked.get_loop() is loop else None
            self._next = loop.create_task(self._in_turn(before), context=Context())  # it is nobody's own: no unit is open in it
        return await asyncio.shield(self._next)

    async def _in_turn(self, before: "asyncio.Task[T] | None") -> T:
        if before is not None:
            await asyncio.wait([before])
        self._asked, self._next = self._next, None
        return await self._ask()
