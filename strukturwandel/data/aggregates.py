"""The Ruhr as a whole, computed from its fifteen districts where districts have figures."""

import pandas as pd

RUHR_DISTRICTS = (
    "duisburg", "essen", "muelheim", "oberhausen", "kreis_wesel", "bottrop", "gelsenkirchen",
    "kreis_recklinghausen", "bochum", "dortmund", "hagen", "hamm", "herne", "ennepe_ruhr_kreis",
    "kreis_unna",
)  # fmt: skip


def ruhr_total(rows, without=()):
    """Sums over the districts of the Ruhr, for counts and amounts.

    `rows`: observations of districts, as from load(); `without`: districts to leave out, for
    example ``("kreis_wesel",)``. Returns one row for each year and indicator (and month or
    vintage) for which every district has a figure; the others are left out, never filled in.
    """
    return _combine(rows, without, lambda group: group["value"].sum())


def ruhr_rate(rows, weights, without=()):
    """Means over the districts of the Ruhr, weighted by `weights`, for rates.

    `weights`: observations of one indicator of the districts, such as the population. For each
    year the weights of the nearest year with all districts are taken, the earlier one if two are
    as near.
    """
    districts = _districts(without)
    table = weights[weights["region"].isin(districts)]
    table = table.pivot(index="year", columns="region", values="value").dropna()

    def mean(group):
        year = group["year"].iloc[0]
        nearest = min(table.index, key=lambda other: (abs(other - year), other))
        weight = table.loc[nearest].loc[group["region"]].to_numpy()
        return (group["value"].to_numpy() * weight).sum() / weight.sum()

    return _combine(rows, without, mean)


def _districts(without):
    unknown = set(without) - set(RUHR_DISTRICTS)
    if unknown:
        raise ValueError(f"not a district of the Ruhr: {', '.join(sorted(unknown))}")
    return [district for district in RUHR_DISTRICTS if district not in without]


def _combine(rows, without, combine):
    districts = _districts(without)
    key = [name for name in ("indicator", "vintage", "year", "month") if name in rows]
    selected = rows[rows["region"].isin(districts)]
    out = []
    for values, group in selected.groupby(key, dropna=False, sort=True):
        if set(group["region"]) == set(districts):
            out.append(_row(dict(zip(key, values, strict=True)), group, combine(group), without))
    frame = pd.DataFrame(out, columns=rows.columns)
    frame.attrs.update(rows.attrs)
    return frame


def _row(key, group, value, without):
    region = "ruhr_without_wesel" if tuple(without) == ("kreis_wesel",) else "ruhr"
    flags = {flag for flags in group["flags"] for flag in flags.split(";") if flag} | {"computed"}
    names = {"ruhr": "Ruhr area", "ruhr_without_wesel": "Ruhr area without Kreis Wesel"}
    return key | {
        "region": region,
        "region_name": names[region],
        "value": value,
        "unit": group["unit"].iloc[0],
        "flags": ";".join(sorted(flags)),
        "source": group["source"].iloc[0],
        "note": f"computed from {len(group)} districts",
    }
