import { listRecords } from '@/api/records'
import type { DataRecord, RecordType, Reference } from '@/api/types'
import { typeOf } from '@/state/schema'
import { project, type Point } from './projection'

export interface Place extends Point {
  key: string
  label: string
}

const keysAtOnce = 80
const known = new Map<string, Map<string, Place | null>>() // type → key → place

const keyOf = (type: RecordType, record: DataRecord): string =>
  String((type.key && record[type.key]) || record.number || record.id)

function placeOf(type: RecordType, record: DataRecord): Place | null {
  const { longitude, latitude } = type.map!
  const east = Number(record[longitude])
  const north = Number(record[latitude])
  if (record[longitude] == null || record[latitude] == null || !Number.isFinite(east) || !Number.isFinite(north))
    return null
  return { key: keyOf(type, record), label: record.label, ...project(east, north) }
}

async function fetchIn(type: RecordType, column: string, values: string[]): Promise<DataRecord[]> {
  const found: DataRecord[] = []
  for (let i = 0; i < values.length; i += keysAtOnce) {
    const some = values.slice(i, i + keysAtOnce)
    const query = new URLSearchParams({ [column]: `in.(${some.join(',')})`, limit: '500', void: 'any' })
    found.push(...(await listRecords(type.name, query)).items)
  }
  return found
}

const above = (type: RecordType, record: DataRecord): string | null => {
  const parent = type.tree ? (record[type.tree] as Reference | null) : null
  return parent?.id ?? null
}

const stepsUp = 3 // from a village to its county, say

// One without a point of its own stands at the nearest above it in the tree that has one.
async function placeAtParents(type: RecordType, lost: DataRecord[]): Promise<Map<string, Place>> {
  const found = new Map<string, Place>()
  let waiting = lost.map((record) => ({ record, at: above(type, record) }))
  for (let step = 0; step < stepsUp && waiting.length; step++) {
    const ids = [...new Set(waiting.flatMap(({ at }) => (at ? [at] : [])))]
    const parents = new Map((await fetchIn(type, 'id', ids)).map((record) => [record.id, record]))
    waiting = waiting.flatMap(({ record, at }) => {
      const parent = at ? parents.get(at) : undefined
      if (!parent) return []
      const point = placeOf(type, parent)
      if (!point) return [{ record, at: above(type, parent) }]
      found.set(keyOf(type, record), { ...point, key: keyOf(type, record), label: record.label })
      return []
    })
  }
  return found
}

/** Where the records of a type lie, by key. */
export async function findPlaces(typeName: string, keys: string[]): Promise<Map<string, Place>> {
  const type = typeOf(typeName)
  if (!type?.map) return new Map()
  const cache = known.get(typeName) ?? new Map<string, Place | null>()
  known.set(typeName, cache)

  const wanted = [...new Set(keys)].filter((key) => key && !cache.has(key))
  const lost: DataRecord[] = []
  for (const record of await fetchIn(type, type.key ?? 'number', wanted)) {
    const place = placeOf(type, record)
    cache.set(keyOf(type, record), place)
    if (!place) lost.push(record)
  }
  for (const [key, place] of await placeAtParents(type, lost)) cache.set(key, place)
  return new Map(keys.flatMap((key) => (cache.get(key) ? [[key, cache.get(key)!] as const] : [])))
}

const contexts = new Map<string, Promise<Place[]>>()

/** The records at the top of the tree: names that give a map without borders its bearings. */
export function findContext(typeName: string): Promise<Place[]> {
  const type = typeOf(typeName)
  if (!type?.map || !type.tree) return Promise.resolve([])
  const query = new URLSearchParams({ [type.tree]: 'null', [type.map.longitude]: 'notnull', limit: '60' })
  const asked =
    contexts.get(typeName) ??
    listRecords(typeName, query).then(
      ({ items }) => items.map((record) => placeOf(type, record)).filter((p): p is Place => p !== null),
      () => [],
    )
  contexts.set(typeName, asked)
  return asked
}

/** "西藏自治区" is 西藏 on a map. */
export const shortPlaceName = (label: string): string =>
  label.length > 2 ? label.replace(/(维吾尔自治区|回族自治区|壮族自治区|自治区|特别行政区|省|市)$/, '') : label
