#!/usr/bin/env python3
"""Builds modules/parties/seed/division.csv, the divisions every new store starts with.

    data/divisions/build.py --current list.json --history history.json --streets streets.json

The three inputs are published files that are not kept here; README.md beside this script says where they come from.
What the inputs do not say stands in the small tables beside this script: coordinates.csv, corps.csv, changes.csv.
"""
import argparse
import csv
import json
import re
from pathlib import Path

HERE = Path(__file__).parent
TARGET = HERE.parent.parent / "modules" / "parties" / "seed" / "division.csv"
COLUMNS = ["code", "name", "shown_as", "full_name", "usual_name", "known_as", "short_name", "level", "parent", "abolished",
           "valid_from", "valid_until", "replaced_by", "longitude", "latitude", "approximate"]

# Headings of the code tables that never were places: nothing can lie in them.
HEADINGS = {"市辖区", "市区", "省直辖行政单位", "省直辖县级行政单位", "省直辖县级行政区划", "自治区直辖县级行政区划", "县"}
# Counties of which the townships are kept too, because projects of the demo lie in them.
WITH_TOWNSHIPS = ["540202", "540221", "540226", "540228", "540235", "653122", "653123", "653127", "653128"]
SHORT_PROVINCES = {"110000": "北京", "120000": "天津", "150000": "内蒙古", "230000": "黑龙江", "310000": "上海", "450000": "广西",
                   "500000": "重庆", "540000": "西藏", "640000": "宁夏", "650000": "新疆", "810000": "香港", "820000": "澳门",
                   "830000": "台湾"}
# Peoples named in the names of autonomous places: left out of short names (海北藏族自治州 → 海北).
PEOPLES = ("土家族|苗族|藏族|回族|蒙古族|蒙古|哈萨克族|哈萨克|柯尔克孜|维吾尔|塔吉克|锡伯|朝鲜族|满族|壮族|瑶族|侗族|彝族|哈尼族|傣族|白族|景颇族|傈僳族|"
           "布依族|羌族|保安族|东乡族|撒拉族|黎族|仫佬族|毛南族|仡佬族|水族|土族|裕固族|畲族|拉祜族|佤族|布朗族|独龙族|怒族|普米族|纳西族|达斡尔族|鄂温克族|各族")


def stem(name):
    """The part of a name that stays when a county becomes a city: 错那县 and 错那市 → 错那."""
    name = re.sub(r"\(.*\)$", "", name)
    name = re.sub(rf"(?<=..)({PEOPLES})+自治(县|州|旗)$", "", name)
    short = re.sub(r"(自治县|自治州|自治旗|特别行政区|地区|盟|省|市|县|区|旗)$", "", name)
    return short if len(short) >= 2 else name


def read_table(name):
    with open(HERE / name, encoding="utf-8") as file:
        return list(csv.DictReader(file))


def province_of(code):
    return code[:2] + "0000"


def level_of(code):
    return "province" if code.endswith("0000") else "prefecture" if code.endswith("00") else "county"


def parent_of(code, known):
    if code.endswith("0000"):
        return ""
    prefecture = code[:4] + "00"
    if not code.endswith("00") and prefecture in known:
        return prefecture
    return province_of(code)


def unique_values(rows, column):
    """Leaves a name to one place only, because a name by which people ask must mean one place: to the higher one
    (喀什 is the prefecture, not its city), and to none where several stand equally high."""
    rank = {"province": 0, "corps": 0, "prefecture": 1, "corps_division": 1}
    seen = {}
    for row in rows:
        seen.setdefault(row[column], []).append(row)
    for value, owners in seen.items():
        highest = min(rank.get(row["level"], 2) for row in owners)
        highest_owners = [row for row in owners if rank.get(row["level"], 2) == highest]
        for row in owners if value and len(owners) > 1 else []:
            if len(highest_owners) > 1 or row is not highest_owners[0]:
                row[column] = ""


def read_changes(current, abolished):
    """valid_from, valid_until and replaced_by of the codes of which they are known."""
    known = {}
    for rule in read_table("changes.csv"):
        pattern, skipped = rule["codes"], set(rule["except"].split())
        if pattern.endswith("*"):
            codes = [code for code in list(current) + list(abolished) if code.startswith(pattern[:-1])]
            # A block of a present prefecture dates what began with it, a block of an abolished one what ended with it.
            codes = [code for code in codes if (code in current) == (not rule["valid_until"])]
        else:
            codes = [pattern]
        for code in codes:
            if code in skipped:
                continue
            entry = known.setdefault(code, {})
            for column in ("valid_from", "valid_until", "replaced_by"):
                if rule[column]:
                    entry[column] = rule[column]
    return known


def successor(code, name, current, by_province):
    """The present code of a place whose old code was abolished, when its name leaves no doubt; otherwise empty."""
    provinces = [province_of(code)] + {"51": ["500000"], "44": ["460000"]}.get(code[:2], [])
    candidates = [c for p in provinces for c in by_province.get(p, []) if level_of(c) == level_of(code)]
    for same in (lambda c: current[c] == name, lambda c: stem(current[c]) == stem(name)):
        found = [c for c in candidates if same(c)]
        if len(found) == 1:
            # Names of city districts are used again and again: only inside the same city is the same name the same place.
            if name.endswith("区") and not name.endswith("地区") and found[0][:4] != code[:4]:
                return ""
            return found[0]
    return ""


def usual_name(short_province, name, level):
    """How reports name a place: 西藏白朗县 without its prefecture, 青海海北州 without the peoples."""
    if level == "county":
        return short_province + name
    return short_province + stem(name) + "州" if name.endswith("自治州") else ""


def current_rows(current):
    rows = []
    for code, name in current.items():
        parent = parent_of(code, current)
        province = current[province_of(code)]
        short_province = SHORT_PROVINCES.get(province_of(code), stem(province))
        level = level_of(code)
        middle = current[parent] if level == "county" and not parent.endswith("0000") else ""
        rows.append({"code": code, "name": name, "level": level, "parent": parent,
                     "full_name": name if level == "province" else short_province + middle + name,
                     "usual_name": usual_name(short_province, name, level),
                     "known_as": name,
                     "short_name": short_province if level == "province" else stem(name)})
    return rows


def corps_rows():
    return [{"code": row["code"], "name": row["name"], "level": row["level"], "parent": row["parent"],
             "full_name": row["short_name"], "known_as": row["name"],
             "short_name": "兵团" if row["level"] == "corps" else ""} for row in read_table("corps.csv")]


def township_rows(streets, current):
    rows = []
    for street in streets:
        county = street["areaCode"]
        if county not in WITH_TOWNSHIPS or not re.search(r"(镇|乡|街道)$", street["name"]):
            continue
        province = SHORT_PROVINCES[province_of(county)]
        rows.append({"code": street["code"], "name": street["name"], "level": "township", "parent": county,
                     "full_name": province + current[county] + street["name"], "usual_name": current[county] + street["name"],
                     "known_as": street["name"]})
    return rows


def abolished_rows(abolished, current, known):
    everything = {code for code, name in abolished.items() if name not in HEADINGS} | set(current)
    by_province = {}
    for code in current:
        by_province.setdefault(province_of(code), []).append(code)
    rows = []
    for code, name in abolished.items():
        if name in HEADINGS:
            continue
        replaced_by = known.get(code, {}).get("replaced_by") or successor(code, name, current, by_province)
        rows.append({"code": code, "name": name, "level": level_of(code), "parent": parent_of(code, everything),
                     "abolished": "true", "replaced_by": replaced_by})
    return sorted(rows, key=lambda row: (row["code"][:2], {"province": 0, "prefecture": 1, "county": 2}[row["level"]], row["code"]))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("current", "history", "streets"):
        arguments.add_argument("--" + name, required=True, type=argparse.FileType(encoding="utf-8"))
    given = arguments.parse_args()
    current = json.load(given.current)
    corps = {row["code"] for row in read_table("corps.csv")}
    abolished = {code: name for code, name in json.load(given.history).items() if code not in current and code not in corps}
    streets = json.load(given.streets)

    present = current_rows(current) + corps_rows()
    unique_values(present, "known_as") # a county's own name goes before a township's of the same name
    townships = township_rows(streets, current)
    unique_values(townships, "known_as")
    taken = {row["known_as"] for row in present} | {row["name"] for row in present}
    for row in townships:
        if row["known_as"] in taken:
            row["known_as"] = ""
    for column in ("full_name", "usual_name", "short_name"):
        unique_values([row for row in present + townships if row.get(column)], column)
    known = read_changes(current, abolished)
    rows = present + townships + abolished_rows(abolished, current, known)

    places = {row["code"]: row for row in read_table("coordinates.csv")}
    for row in rows:
        years = known.get(row["code"], {})
        row.setdefault("abolished", "false")
        # An abolished place is not taken for the present one of its name.
        row["shown_as"] = f"{row['name']}（原 {row['code']}）" if row["abolished"] == "true" else row["name"]
        row["valid_from"] = years.get("valid_from", "")
        row["valid_until"] = years.get("valid_until", "")
        place = places.get(row["code"])
        row["longitude"], row["latitude"] = (place["longitude"], place["latitude"]) if place else ("", "")
        row["approximate"] = "true" if place else ""
    with open(TARGET, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    gone = [row for row in rows if row["abolished"] == "true"]
    print(f"{len(rows)} rows: {len(current)} current codes, {len(townships)} townships, {len(corps)} of the Corps, {len(gone)} abolished,"
          f" of which {sum(bool(r['replaced_by']) for r in gone)} with a successor and {sum(bool(r['valid_until']) for r in gone)} with a year")


if __name__ == "__main__":
    main()
