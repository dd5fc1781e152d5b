# SPDX-License-Identifier: AGPL-3.0-or-later
"""Least and largest values of unknowns >= 0 under linear equations: the simplex method, as small as it goes."""

EPS = 1e-7


class Bounds:
    def __init__(self):
        self.rows, self.n = [], 0

    def add(self, row, right):
        """sum of row[i] * x[i] = right"""
        self.rows.append((row, right))
        self.n = max(self.n, max(row) + 1)

    def start(self):
        """Phase one: some solution, as a basis. Equations that follow from others are dropped."""
        n, m = self.n, len(self.rows)
        table, basis = [], []
        for i, (row, right) in enumerate(self.rows):
            sign = -1 if right < 0 else 1
            line = [0.0] * (n + m + 1)
            for k, v in row.items():
                line[k] = sign * float(v)
            line[n + i] = 1.0
            line[-1] = sign * float(right)
            table.append(line)
            basis.append(n + i)
        goal = [0.0] * (n + m + 1)
        for line in table:
            for k in range(n + m + 1):
                if k < n or k == n + m:
                    goal[k] -= line[k]
        self.table, self.basis = table, basis
        self.run(goal, n, None)
        if goal[-1] < -1e-5:
            raise AssertionError("no table fits what is shown: off by %g" % -goal[-1])
        keep = []
        for i, line in enumerate(self.table):
            if self.basis[i] >= n:
                k = next((k for k in range(n) if abs(line[k]) > EPS), None)
                if k is None:
                    continue
                self.pivot(i, k, goal)
            keep.append(i)
        self.table = [self.table[i][:n] + [self.table[i][-1]] for i in keep]
        self.basis = [self.basis[i] for i in keep]

    def pivot(self, i, k, goal):
        line = self.table[i]
        scale = line[k]
        if scale != 1.0:
            line[:] = [v / scale for v in line]
        nonzero = [(j, v) for j, v in enumerate(line) if v != 0.0]
        for other in [*self.table[:i], *self.table[i + 1:], goal]:
            factor = other[k]
            if factor != 0.0:
                for j, v in nonzero:
                    other[j] -= factor * v
                other[k] = 0.0
        self.basis[i] = k

    def run(self, goal, n, enough):
        """Lowers the goal, whose value is -goal[-1]; Bland's rule, so it ends."""
        for _ in range(20000):
            if enough is not None and -goal[-1] <= enough + EPS:
                return
            k = next((k for k in range(n) if goal[k] < -EPS), None)
            if k is None:
                return
            best, at = None, None
            for i, line in enumerate(self.table):
                if line[k] > EPS:
                    ratio = line[-1] / line[k]
                    if best is None or ratio < best - EPS or (ratio < best + EPS and self.basis[i] < self.basis[at]):
                        best, at = ratio, i
            if at is None:
                goal[-1] = float("inf")  # unbounded: the goal falls for ever
                return
            self.pivot(at, k, goal)
        raise AssertionError("the simplex method did not end")

    def lowest(self, unknown, sign, enough):
        goal = [0.0] * (self.n + 1)
        goal[unknown] = float(sign)
        if unknown in self.basis:
            line = self.table[self.basis.index(unknown)]
            goal = [g - sign * v for g, v in zip(goal, line)]
            goal[unknown] = 0.0
        self.run(goal, self.n, enough)
        return -goal[-1]

    def least(self, unknown, enough=None):
        return self.lowest(unknown, 1, enough)

    def most(self, unknown, enough=None):
        return -self.lowest(unknown, -1, None if enough is None else -enough)
