"""Reference values for detectors that no public library has, by plain programs of their definitions.

    python3 test/reference/own_references.py        writes bernoulli_cusum.json and level_shift.json here

Only the standard library is used, and nothing of the project: sums are taken over slices of the whole list, where the
detectors keep running ones, and run lengths are exact (a Markov chain), where the detectors use an approximation.
"""
import json
import math
from pathlib import Path
from statistics import NormalDist

here = Path(__file__).parent


def correction(p: float) -> float:
    """Reynolds and Stoumbos (1999), epsilon(p); mirrored beyond one half."""
    if p > 0.5:
        return max(0.0, 2 * correction(0.5) - correction(1 - p))
    if p < 0.01:
        return (math.sqrt((1 - p) / p) - math.sqrt(p / (1 - p))) / 3
    log = math.log(p)
    return 0.410 - 0.0842 * log - 0.0391 * log**3 - 0.00376 * log**4 - 0.000008 * log**7


def increments(p: float, odds: float) -> tuple[float, float]:
    """What a 0 and a 1 add to the log-likelihood ratio."""
    p1 = odds * p / (1 - p + odds * p)
    return math.log((1 - p1) / (1 - p)), math.log(p1 / p)


def limit_of(p: float, odds: float, every: float, is_rise: bool, phi: float = 1.0) -> float:
    zero, one = increments(p, odds)
    target = every * -(p * one + (1 - p) * zero) / phi
    low, high = 0.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if math.exp(middle) - middle - 1 < target else (low, middle)
    shift = correction(p if is_rise else 1 - p) * math.sqrt(p * (1 - p)) * abs(math.log(odds))
    return max(1.0, low - shift / phi)


def wilson(errors: float, n: int, z: float, sign: int) -> float:
    p = errors / n
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return min(1 - 1 / (n + 2), max(1 / (n + 2), (middle + sign * half) / (1 + z * z / n)))


def dispersion(blocks: list[tuple[float, float]]) -> float:
    """Of (squared deviation, variance if independent) of each block: the ratio, one standard error down."""
    if len(blocks) < 4:
        return 1.0
    return sum(square / max(1e-3, usual) for square, usual in blocks) / len(blocks) / (1 + math.sqrt(2 / len(blocks)))


def bernoulli_cusum(bits: list[int], odds: float, every: float, caution: float, burn_in: int) -> dict:
    """Alarms and statistics of both sides; `begin` is where the present level began."""
    begin = 0
    sides = {1: None, -1: None}
    blocks = {50: [], 250: []}
    phi = 1.0
    alarms, statistics = [], {}

    def settled(sign: int, at: int) -> dict:
        level = bits[begin:at]
        # A fall is good news: five times as rare, and half a standard error surer.
        sure, rare = (caution, every) if sign > 0 else (caution + 0.5, 5 * every)
        p = wilson(sum(level), len(level), sure * math.sqrt(phi), sign)
        factor = odds if sign > 0 else 1 / odds
        zero, one = increments(p, factor)
        limit = limit_of(p, factor, rare, sign > 0, phi)
        return {"from": at, "value": 0.0, "zero": zero / phi, "one": one / phi, "limit": limit}

    for t, x in enumerate(bits):
        rate = sum(bits[begin : t + 1]) / (t + 1 - begin)
        for size, seen in blocks.items():
            if (t + 1) % size == 0:
                seen.append(((sum(bits[t + 1 - size : t + 1]) - size * rate) ** 2, size * rate * (1 - rate)))
        phi = max(1.0, *(dispersion(seen) for seen in blocks.values()))
        length = t + 1 - begin
        if length < burn_in:
            continue
        crossed = None
        for sign in (1, -1):
            side = sides[sign]
            if side is None:
                sides[sign] = settled(sign, t + 1)
                continue
            side["value"] += side["one"] if x else side["zero"]
            inside = t + 1 - side["from"]
            if side["value"] > side["limit"]:
                crossed = crossed if crossed is not None else side
            elif side["value"] <= 0 or 2 * inside > length:
                sides[sign] = settled(sign, t + 1)
        if (t + 1) % 100 == 0 and crossed is None:
            statistics[str(t)] = {"up": sides[1]["value"], "down": sides[-1]["value"], "limit": sides[1]["limit"]}
        if crossed is not None:
            alarms.append(t)
            begin = crossed["from"]
            sides = {sign: settled(sign, t + 1) if t + 1 - begin >= burn_in else None for sign in (1, -1)}
    return {"alarms": alarms, "statistics": statistics}


def exact_run_length(p: float, up: int, limit: int) -> float:
    """Expected values until a sum that gains `up` with chance p and else loses 1, never below 0, exceeds `limit`."""
    size = limit + 1
    rows = []
    for s in range(size):
        row = [0.0] * size + [1.0]
        row[s] += 1
        if s + up < size:
            row[s + up] -= p
        row[max(0, s - 1)] -= 1 - p
        rows.append(row)
    for i in range(size):
        pivot = max(range(i, min(size, i + 2)), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(i + 1, min(size, i + 2)):
            if rows[k][i]:
                factor = rows[k][i] / rows[i][i]
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i])]
    values = [0.0] * size
    for i in reversed(range(size)):
        values[i] = (rows[i][size] - sum(rows[i][j] * values[j] for j in range(i + 1, size))) / rows[i][i]
    return values[0]


def odds_for(p: float, up: int) -> float:
    """The odds ratio at which an error adds `up` times what a right prediction takes away."""
    low, high = 1 + 1e-9, 50.0
    for _ in range(200):
        middle = math.sqrt(low * high)
        zero, one = increments(p, middle)
        low, high = (middle, high) if one > -up * zero else (low, middle)
    return low


def run_lengths() -> list[dict]:
    rows = []
    for p, up in ((0.02, 38), (0.05, 15), (0.1, 7), (0.2, 3), (0.3, 2)):
        odds = odds_for(p, up)
        for every in (2_000, 20_000, 100_000):
            limit = limit_of(p, odds, every, True)
            zero, _ = increments(p, odds)
            rows.append(
                {"p": p, "odds": odds, "every": every, "limit": limit,
                 "exact": exact_run_length(p, up, math.floor(limit / -zero))}
            )
    return rows


SPANS = [10, 12, 14, 17, 20, 24, 29, 35, 42, 50, 60, 72, 86, 103, 124, 149, 179, 215]


def normal_scores(values: list[float]) -> list[float]:
    """Of the mid-ranks, about their mean."""
    ranks = [sum(y < x for y in values) + sum(y == x for y in values) / 2 for x in values]
    scores = [NormalDist().inv_cdf(rank / len(values)) for rank in ranks]
    return [score - sum(scores) / len(scores) for score in scores]


def left_by_polynomial(y: list[float], degree: int) -> float:
    """Sum of squares left by a polynomial: powers made orthogonal one after the other (Gram and Schmidt)."""
    n = len(y)
    places = [(i - (n - 1) / 2) / n for i in range(n)]
    basis, left = [], y
    for power in range(degree + 1):
        column = [place**power for place in places]
        for _ in range(2):
            for other in basis:
                share = sum(a * b for a, b in zip(column, other))
                column = [a - share * b for a, b in zip(column, other)]
        size = math.sqrt(sum(a * a for a in column))
        basis.append([a / size for a in column])
        share = sum(a * b for a, b in zip(left, basis[-1]))
        left = [a - share * b for a, b in zip(left, basis[-1])]
    return sum(a * a for a in left)


def early_scan(values: list[float], least: int) -> dict:
    n = len(values)
    none = {"statistic": 0.0, "cut": 0}
    scores = normal_scores(values)
    total = sum(x * x for x in scores)
    if n < 5 + least or total <= 0:
        return none
    between = {k: sum(scores[:k]) ** 2 * n / (k * (n - k)) for k in range(1, n)}
    cut = max(between, key=lambda k: (between[k], -k))
    if cut < 5 or n - cut < least:
        return none
    means = sum(scores[:cut]) / cut, sum(scores[cut:]) / (n - cut)
    left = [x - means[i >= cut] for i, x in enumerate(scores)]
    within = sum(x * x for x in left)
    if left_by_polynomial(scores, 1 if n <= 45 else 3) <= within:
        return none
    noise = max(within, 0.02 * total)
    products = sum(a * b for a, b in zip(left, left[1:]))
    r = min(0.97, max(0.0, (n * products / noise + 1) / (n - 4) + 2 / math.sqrt(n)))
    squared = between[cut] * (n - 2) / noise * (1 - r) / (1 + r)
    return {"statistic": math.sqrt(n * math.log(1 + squared / (n - 2))), "cut": cut}


def autocovariances(phi: list[float], lags: int) -> list[float]:
    """Of an autoregression, from its moving-average form: sums of products of its impulse response."""
    response = [1.0]
    while len(response) < 4000:
        response.append(sum(one * response[-1 - j] for j, one in enumerate(phi) if j < len(response)))
    return [sum(a * b for a, b in zip(response, response[lag:])) for lag in range(lags + 1)]


def long_run(phi: list[float]) -> dict:
    covariances = autocovariances(phi, 215)
    ratios = [
        sum(covariances[abs(i - j)] for i in range(m) for j in range(m)) / m / covariances[0] for m in SPANS
    ]
    return {"phi": phi, "covariances": covariances[:13], "ratios": ratios,
            "long_run": 1 / (1 - sum(phi)) ** 2 / covariances[0]}


def strongest_span(scores: list[float], variance: float) -> dict:
    """The newest m scores against all before, for independent ones of that variance."""
    n = len(scores)
    best = {"squared": 0.0, "span": 0}
    for m in (m for m in SPANS if m <= n - 10):
        gap = sum(scores[n - m :]) / m - sum(scores[: n - m]) / (n - m)
        squared = gap * gap / (variance / m + variance / (n - m))
        if squared > best["squared"]:
            best = {"squared": squared, "span": m}
    return best


def level_shift(streams: dict) -> dict:
    reals = {name: one["values"] for name, one in streams.items() if not isinstance(one["values"], str)}
    early = [
        {"stream": name, "from": start, "n": n, **early_scan(values[start : start + n], 10)}
        for name, values in reals.items()
        for start in (0, 40, 300, 650)
        for n in (20, 45, 46, 90, 150)
        if start + n <= len(values)
    ]
    strongest = []
    for name, values in reals.items():
        for n in (25, 60, 255):
            if n <= len(values) and min(values[:n]) < max(values[:n]):
                scores = [float(round(20 * score)) for score in normal_scores(values[:n])]
                strongest.append({"stream": name, "scores": scores, **strongest_span(scores, 400.0)})
    processes = [[], [0.3], [0.5], [0.8], [0.9], [-0.5], [1.56, -0.81], [0.5, 0.3]]
    return {"early": early, "strongest": strongest[::3], "long_run": [long_run(phi) for phi in processes]}


def digits(value):
    if isinstance(value, float):
        return float(f"{value:.11g}")
    if isinstance(value, dict):
        return {key: digits(one) for key, one in value.items()}
    return [digits(one) for one in value] if isinstance(value, list) else value


if __name__ == "__main__":
    streams = json.loads((here / "streams.json").read_text())
    variants = [
        {"odds": 1.6, "every": 100_000, "caution": 0.6, "burn_in": 50},
        {"odds": 2.5, "every": 5_000, "caution": 0.0, "burn_in": 30},
    ]
    cases = [
        {"stream": name, "params": params, **bernoulli_cusum([int(bit) for bit in stream["values"]], **params)}
        for params in variants
        for name, stream in streams.items()
        if isinstance(stream["values"], str)
    ]
    golden = {"detector": "Bernoulli CUSUM with a learned rate", "cases": cases, "run_lengths": run_lengths()}
    (here / "bernoulli_cusum.json").write_text(json.dumps(digits(golden), separators=(",", ":")) + "\n")
    (here / "level_shift.json").write_text(json.dumps(digits(level_shift(streams)), separators=(",", ":")) + "\n")
