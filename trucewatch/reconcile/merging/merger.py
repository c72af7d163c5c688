"""Keep claims merged while claims come and go: the same groups in whatever order, and however many at a time, they came.

What the groups are follows from the claims alone:

- of claims that say one thing in the same way (`alike`) the first `SPEAKERS` are compared, the others go with the first;
- claims that stand together under a key (`blocking`) are scored; a score of at least `CUT` links two claims;
- linked claims form families; claims of one family are clustered by what ties group to group (`clustering`);
  a family of more claims than `STEPS` allows for falls apart at the next, higher score;
- a group of denials goes to the group of the claim that one of them fits best;
- groups are joined where a person called two of their claims one happening, and two claims that a person keeps apart stand in
  two groups (`bonds`).

So a claim that comes or goes touches only the families that it, or whoever takes its place under a key, is linked with, and
whatever comes, no more than `MANY` claims are clustered at a time.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field

from trucewatch.reconcile.facts import Facts
from trucewatch.reconcile.merging.alike import CUT, compared, marks_of, telling_mark, told_by
from trucewatch.reconcile.merging.blocking import WIDE, keys, limit, placed, rank
from trucewatch.reconcile.merging.bonds import conflicts, united
from trucewatch.reconcile.merging.clustering import VETO, Score, cluster
from trucewatch.reconcile.merging.matching import clash, score

FORBIDDEN = 50  # a pair scored below this keeps its groups apart, so that chains of claims do not swallow days
FEW, MANY = 50, 400
STEPS = (*((cut, FEW) for cut in (CUT, 600, 700, 800, 900, 950, 970, 980)), *((cut, MANY) for cut in (990, 995, 999)))
SPEAKERS = 8
KEPT_SCORES, KEPT_KEYS = 300_000, 2_000  # kept at hand; which they are changes nothing but the time

Telling = tuple[object, ...]
Group = tuple[str, ...]
LookUp = Callable[[Collection[str]], Iterable[Facts]]
Crowded = Callable[[Collection[str]], Collection[str]]


@dataclass(slots=True)
class Step:
    """What one change touches: claims to be linked anew, claims that are gone, and all whose family must be looked at."""

    anew: dict[str, Facts] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    fallen: dict[str, Facts] = field(default_factory=dict)  # claims that fell out where a crowded key is cut off
    near: set[str] = field(default_factory=set)
    joined: set[str] = field(default_factory=set)  # with whom claims go that are not compared themselves


class Merger:
    """The groups of all claims added so far and not removed.

    `score` gives 0..1 for two claims and `clash` is true where they cannot be one happening; both must rest on the two alone.
    """

    def __init__(self, score: Callable[[Facts, Facts], float] = score, clash: Callable[[Facts, Facts], bool] = clash) -> None:
        self._score, self._clash = score, clash
        self._facts: dict[str, Facts] = {}
        self._around: set[str] = set()
        self._told: dict[Telling, list[Facts]] = {}
        self._apart: set[Telling] = set()  # tellings of many claims in which the words count
        self._crowded: dict[str, list[Facts]] = {}  # those told alike, where not all are compared, by the first of them
        self._blocks: dict[str, list[Facts]] = {}
        self._links: dict[str, dict[str, Score]] = {}  # of claims of one standing
        self._across: dict[str, dict[str, Score]] = {}  # from denials to acts and back
        self._lately: dict[str, tuple[Facts, tuple[str, ...]]] = {}
        self._scored: dict[tuple[str, str], Score] = {}
        self._family: dict[str, Group] = {}  # of claims that are not alone in theirs
        self._group: dict[str, Group] = {}
        self._tied: dict[str, set[str]] = {}  # the claims of each tie
        self._bound: set[str] = set()  # those that a person ties to others or keeps apart from them

    def __len__(self) -> int:
        return len(self._facts)

    def __contains__(self, claim_id: object) -> bool:
        return claim_id in self._facts

    def add(self, facts: Iterable[Facts]) -> frozenset[str]:
        """Take claims in; returns those whose group may have changed. A claim held under the same id is replaced."""
        return self.change(facts)

    def remove(self, claim_ids: Iterable[str]) -> frozenset[str]:
        """Forget claims, such as those of a version of a report that is out of date; ids that are not held are passed over."""
        return self.change(removed=claim_ids)

    def change(self, added: Iterable[Facts] = (), removed: Iterable[str] = (), around: Iterable[Facts] = ()) -> frozenset[str]:
        """Take claims in and forget others in one step; returns the claims compared whose group may have changed.

        `around` are claims that only hold their places under crowded keys: they are linked with none and stand in no group.
        """
        step = Step()
        coming = {item.id: item for item in added}
        beside = {item.id: item for item in around if item.id not in coming}
        coming = {key: item for key, item in coming.items() if key in self._around or self._facts.get(key) != item}
        self._around = (self._around | beside.keys()) - coming.keys()
        coming |= beside
        going = sorted({key for key in (*removed, *coming) if key in self._facts})
        for key in going:
            self._unbind(self._facts[key])
            self._leave(self._facts.pop(key), step)
        if going:
            self._scored.clear()
        for item in sorted(coming.values(), key=rank):
            self._facts[item.id] = item
            self._bind(item)
            self._come(item, step)
        self._link(step)
        return self._settle(step)

    # what persons decided

    def _bind(self, facts: Facts) -> None:
        if facts.id in self._around or not (facts.bond.tie or facts.bond.apart):
            return
        self._bound.add(facts.id)
        if facts.bond.tie:
            self._tied.setdefault(facts.bond.tie, set()).add(facts.id)

    def _unbind(self, facts: Facts) -> None:
        self._bound.discard(facts.id)
        tied = self._tied.get(facts.bond.tie, set())
        tied.discard(facts.id)
        if not tied:
            self._tied.pop(facts.bond.tie, None)

    # who speaks

    def _telling(self, facts: Facts) -> Telling:
        """What claims told alike have in common: all that is compared; the words too where the rest is not enough, or the id."""
        told: Telling = compared(facts)
        if told in self._apart:
            told = (*told, facts.words)
            if told in self._apart:
                told = (*told, facts.id)
        return told

    def _alike(self, facts: Facts) -> list[Facts]:
        return self._told[self._telling(facts)]

    def _come(self, facts: Facts, step: Step) -> None:
        told = self._told.setdefault(self._telling(facts), [])
        first = told[0].id if told else ""
        insort(told, facts, key=rank)
        if len(told) == SPEAKERS + 1:
            told = self._divided(told, facts)
        if len(told) <= SPEAKERS or rank(facts) < rank(told[SPEAKERS]):
            self._enter(facts, step)
            if len(told) > SPEAKERS:
                self._withdraw(told[SPEAKERS], step)
                step.joined.add(told[0].id)
        else:
            step.joined.add(told[0].id)
        self._count(first, told)

    def _count(self, first: str, told: list[Facts]) -> None:
        """Keep at hand who goes with the first of those told alike; `first` was it before."""
        self._crowded.pop(first, None)
        if len(told) > SPEAKERS:
            self._crowded[told[0].id] = told

    def _divided(self, told: list[Facts], facts: Facts) -> list[Facts]:
        """Those told like this one, once they are many: divided until all of them are sure to tell of one happening."""
        telling = self._telling(facts)
        while len(told) > SPEAKERS and len(telling) < told_by(facts, self._score):
            self._apart.add(telling)
            for item in self._told.pop(telling):
                self._told.setdefault(self._telling(item), []).append(item)
            told, telling = self._alike(facts), self._telling(facts)
        return told

    def _leave(self, facts: Facts, step: Step) -> None:
        told = self._alike(facts)
        first, at = told[0].id, bisect_left(told, rank(facts), key=rank)
        del told[at]
        self._count(first, told)
        if not told:
            del self._told[self._telling(facts)]
        elif len(told) >= SPEAKERS:
            step.joined.add(told[0].id)
        if at < SPEAKERS:
            self._withdraw(facts, step)
            if len(told) >= SPEAKERS:
                self._enter(told[SPEAKERS - 1], step)

    # who stands under which key

    def _enter(self, facts: Facts, step: Step) -> None:
        step.anew[facts.id] = facts
        step.gone.discard(facts.id)
        for key in self._keys(facts):
            block = self._blocks.setdefault(key, [])
            most = limit(key)
            if block and rank(facts) < rank(block[-1]):
                insort(block, facts, key=rank)
                if len(block) > most and rank(facts) < rank(block[most]):
                    step.fallen[block[most].id] = block[most]
            else:
                block.append(facts)

    def _withdraw(self, facts: Facts, step: Step) -> None:
        step.anew.pop(facts.id, None)
        step.fallen.pop(facts.id, None)
        step.gone.add(facts.id)
        for key in self._keys(facts):
            block, most = self._blocks[key], limit(key)
            at = bisect_left(block, rank(facts), key=rank)
            del block[at]
            if not block:
                del self._blocks[key]
            elif at < most <= len(block):
                step.anew[block[most - 1].id] = block[most - 1]

    def _met(self, facts: Facts) -> dict[str, Facts]:
        """The claims that stand with this one under a key, itself among them."""
        met: dict[str, Facts] = {}
        place, spot = rank(facts), placed(facts)
        for key in self._keys(facts):
            block, most = self._blocks[key], limit(key)
            if len(block) > most:
                block = block[:most]
                if rank(block[-1]) < place:
                    continue
            if spot and key.startswith(WIDE):
                block = [item for item in block if not placed(item)]
            for item in block:
                met[item.id] = item
        return met

    def _keys(self, facts: Facts) -> tuple[str, ...]:
        """The keys of a claim, those of the last few kept at hand."""
        found = self._lately.get(facts.id)
        if found is None or found[0] is not facts:
            if len(self._lately) >= KEPT_KEYS:
                self._lately.clear()
            found = self._lately[facts.id] = facts, keys(facts)
        return found[1]

    def _at_the_cut(self, facts: Facts, around: int) -> Iterator[str]:
        """The claims about the place from which on those under a key are not compared."""
        for key in self._keys(facts):
            block, most = self._blocks.get(key, []), limit(key)
            if len(block) + around > most:
                yield from (item.id for item in block[max(0, most - around) : most + around])

    # who is linked

    def _link(self, step: Step) -> None:
        for key in (*sorted(step.gone), *sorted(step.anew)):
            self._unlink(key, step)
        for key in sorted(step.fallen.keys() - step.anew.keys()):
            self._unlink(key, step, self._met(step.fallen[key]))
        done: set[str] = set()
        for key in sorted(step.anew):
            done.add(key)
            if key not in self._around:
                self._link_one(step.anew[key], done, step)

    def _unlink(self, key: str, step: Step, kept: Collection[str] = frozenset()) -> None:
        """Undo the links of a claim with all but those kept."""
        step.near.add(key)
        for links in (self._links, self._across):
            for other in [other for other in links.get(key, ()) if other not in kept]:
                step.near.add(other)
                for mine, yours in ((key, other), (other, key)):
                    del links[mine][yours]
                    if not links[mine]:
                        del links[mine]

    def _link_one(self, facts: Facts, done: set[str], step: Step) -> None:
        for key, other in self._met(facts).items():
            if key in done or key in self._around:
                continue
            value = self._value(facts, other)
            if value >= CUT:
                step.near.add(key)
                links = self._links if facts.denies is other.denies else self._across
                for one, two in ((facts, other), (other, facts)):
                    links.setdefault(one.id, {})[two.id] = value

    def _value(self, one: Facts, other: Facts) -> Score:
        """Thousandths of the score of two claims, always in one order; 0 where they exclude each other."""
        if other.id < one.id:
            one, other = other, one
        pair = one.id, other.id
        value = self._scored.get(pair)
        if value is None:
            if len(self._scored) >= KEPT_SCORES:
                self._scored.clear()
            value = self._scored[pair] = 0 if self._clash(one, other) else round(1000 * self._score(one, other))
        return value

    # families and their groups

    def _settle(self, step: Step) -> frozenset[str]:
        """Cluster the families of all that was touched, and forget those that no longer are."""
        open_ids = step.near.union(*(self._family.get(key, ()) for key in step.near))
        for key in open_ids:
            self._family.pop(key, None)
            self._group.pop(key, None)
        done: set[str] = set()
        for key in sorted(open_ids):
            if key in self._facts and key not in done and key not in step.gone:
                done |= self._gather(key)
        return frozenset(done | step.joined) - self._around

    def _gather(self, key: str) -> set[str]:
        members = self._reached(key)
        if len(members) > 1:
            family = tuple(sorted(members, key=self._order))
            self._family.update(dict.fromkeys(family, family))
            for group in self._clusters(family):
                if len(group) > 1:
                    self._group.update(dict.fromkeys(group, group))
        return members

    def _order(self, key: str) -> tuple[int, str]:
        return self._facts[key].order

    def _reached(self, key: str) -> set[str]:
        """The family of a claim: all that its links lead to, at the first of `STEPS` at which they are not too many."""
        for cut, most in STEPS:
            found = self._walk(key, cut, most)
            if len(found) <= most:
                return found
        cut, most = STEPS[-1]
        alike = (item.id for item in self._alike(self._facts[key])[:SPEAKERS])
        return {other for other in alike if len(self._walk(other, cut, most)) > most}

    def _walk(self, key: str, cut: Score, most: int) -> set[str]:
        found, ahead = {key}, [key]
        while ahead and len(found) <= most:
            links = self._links.get(ahead.pop(), {})
            fresh = [other for other, value in links.items() if value >= cut and other not in found]
            found.update(fresh)
            ahead += fresh
        return found

    def _clusters(self, family: Group) -> Iterator[Group]:
        index = {key: at for at, key in enumerate(family)}
        facts = [self._facts[key] for key in family]
        scores = {
            (index[key], index[other]): value
            for key in family
            for other, value in self._links.get(key, {}).items()
            if other in index and index[key] < index[other]
        }

        def unseen(a: int, b: int) -> Score:
            value = self._value(facts[a], facts[b])
            return VETO if value < FORBIDDEN else value

        for group in cluster(len(family), scores, unseen, cut=CUT):
            yield tuple(family[at] for at in group)

    # what is told

    def group(self, claim_id: str) -> Group:
        """The claims that tell of the same happening as this one, itself among them, in order of publication."""
        lead = self._lead(self._speaker(claim_id))
        if not self._bound:
            return self._whole(lead)
        leads, ahead = {lead: self._whole(lead)}, [lead]
        while ahead:
            ties = {self._facts[key].bond.tie for key in leads[ahead.pop()]} - {""}
            near = {self._lead(self._speaker(key)) for tie in ties for key in self._tied[tie]} - leads.keys()
            leads |= {one: self._whole(one) for one in near}
            ahead += near
        return next(group for group in united(tuple(leads.values()), self._facts) if claim_id in group)

    def _whole(self, lead: str) -> Group:
        """The group of a claim as the claims alone make it."""
        return tuple(sorted((key for one in self._gathered(lead) for key in self._voices(one)), key=self._order))

    def groups(self) -> tuple[Group, ...]:
        """All groups, each in order of publication, the group of the earliest claim first; every claim stands in one."""
        found: dict[str, list[str]] = {}
        for key in self._facts:
            if key not in self._around:
                found.setdefault(self._lead(self._speaker(key)), []).append(key)
        made = tuple(found.values())
        whole = (tuple(sorted(members, key=self._order)) for members in (united(made, self._facts) if self._bound else made))
        return tuple(sorted(whole, key=lambda group: self._order(group[0])))

    def families(self) -> dict[str, str]:
        """For each claim, the name of its family in the wide sense: what cannot be merged apart from one another."""
        names: dict[str, str] = {}
        for key in sorted(self._facts, key=self._order):
            if key not in self._around and key not in names:
                names |= dict.fromkeys(self._kindred(key), key)
        return names

    def marks(self) -> dict[str, tuple[str, ...]]:
        """For each claim, under what it is to be looked up; the keys only where it is one that is compared."""
        return {key: self._marks(key) for key in self._facts if key not in self._around}

    def places(self) -> dict[str, int]:
        """For each claim, its place among all that stand under one mark."""
        return {key: facts.rank for key, facts in self._facts.items() if key not in self._around}

    def _marks(self, key: str) -> tuple[str, ...]:
        facts = self._facts[key]
        told = telling_mark(facts, self._score)
        return (told, *self._keys(facts)) if self._speaks(facts) else (told,)

    def _speaks(self, facts: Facts) -> bool:
        told = self._alike(facts)
        return len(told) <= SPEAKERS or rank(facts) < rank(told[SPEAKERS])

    def _speaker(self, key: str) -> str:
        """Itself if it is one that is compared, else the first that is told like it."""
        facts = self._facts[key]
        return key if self._speaks(facts) else self._alike(facts)[0].id

    def _voices(self, key: str) -> Iterator[str]:
        """A claim that is compared, and those that go with it."""
        yield key
        yield from (item.id for item in self._crowded.get(key, ())[SPEAKERS:])

    def _lead(self, key: str) -> str:
        """The first of the group that a claim that is compared stands in; of a denial's, if it fits one, the act's."""
        group = self._group.get(key, (key,))
        if not self._facts[key].denies:
            return group[0]
        acts = [(act, value) for one in group for act, value in self._across.get(one, {}).items()]
        fits = [(-value, self._order(act), act) for act, value in acts if not self._parts(group, self._group.get(act, (act,)))]
        return self._group.get(min(fits)[2], (min(fits)[2],))[0] if fits else group[0]

    def _parts(self, denials: Group, acts: Group) -> bool:
        """True if a person keeps a denial from an act, or from another that it would come to stand with."""
        return bool(self._bound) and conflicts(self._facts[key] for key in (*denials, *acts))

    def _gathered(self, lead: str) -> set[str]:
        """The claims that are compared and stand in the group of this one, denials included."""
        group = set(self._group.get(lead, (lead,)))
        denials = {denial for key in group for denial in self._across.get(key, ())}
        for denial in denials if not self._facts[lead].denies else ():
            if self._lead(denial) == lead:
                group.update(self._group.get(denial, (denial,)))
        return group

    def _kindred(self, key: str) -> set[str]:
        """All whom links of any kind, and the same telling, lead to."""
        found, ahead = {key}, [key]
        while ahead:
            one = ahead.pop()
            told = self._alike(self._facts[one])
            near = {*self._links.get(one, ()), *self._across.get(one, ())}
            near |= {item.id for item in told} if len(told) > SPEAKERS else set()
            near |= self._tied.get(self._facts[one].bond.tie, set())
            fresh = near - found - self._around
            found |= fresh
            ahead += fresh
        return found


def reached(changed: Collection[Facts], under: LookUp) -> frozenset[str]:
    """The claims, other than those changed, whose families must be merged anew because of `changed`.

    `changed` are claims that came or are gone, of a rewritten one both versions; `under` gives all other claims that stand under
    any of some marks, as `Merger.marks` told them. Reached are those that a changed one is linked with or told like, and those
    that come in or fall out where a crowded key is cut off.
    """
    first = tuple(under({mark for item in changed for mark in marks_of(item)}))
    tellings = {compared(item) for item in changed}
    moved = [*changed, *(item for item in first if compared(item) in tellings)]  # who speaks may change among them
    near = {item.id: item for item in (*first, *under({key for item in moved for key in keys(item)}))}
    merger, step, found = Merger(), Step(), set[str]()
    own = {item.id for item in changed}
    for item in (*(other for other in near.values() if other.id not in own), *changed):
        merger._come(item, step)
    for item in moved:
        merger._scored.clear()  # scores are kept by id, and both versions of a claim have one
        found.add(item.id)
        found.update(merger._at_the_cut(item, len(moved)))
        if merger._speaks(item):
            found.update(key for key, other in merger._met(item).items() if merger._value(item, other) >= CUT)
    return frozenset(found - own)


def around(scope: Collection[Facts], under: LookUp, crowded: Crowded) -> tuple[Facts, ...]:
    """The claims that hold places under crowded keys of those in `scope`, to be given to `Merger.change` as `around`.

    `crowded` gives, of some marks, those under which more than `WIDE_LIMIT` claims stand.
    """
    own = {item.id for item in scope}
    full = crowded({mark for item in scope for mark in marks_of(item)})
    beside = {item.id: item for item in (under(full) if full else ()) if item.id not in own}
    alike = crowded({telling_mark(item) for item in beside.values()})
    return tuple(({item.id: item for item in (under(alike) if alike else ()) if item.id not in own} | beside).values())
