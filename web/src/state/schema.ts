import { computed, shallowRef } from 'vue'
import { fetchSchema } from '@/api/schema'
import type { Series } from '@/api/series'
import type { Dimension, Field, Figure, Measure, Module, RecordType, Schema } from '@/api/types'

export const schema = shallowRef<Schema | null>(null)
let asked: Promise<Schema> | null = null

export function needSchema(): Promise<Schema> {
  asked ??= fetchSchema().then(
    (found) => (schema.value = found),
    (error) => {
      asked = null
      throw error
    },
  )
  return asked
}

export function forgetSchema(): void {
  asked = null
  schema.value = null
}

const byName = <T extends { name: string }>(all: T[] | undefined): Map<string, T> =>
  new Map((all ?? []).map((one) => [one.name, one]))

const types = computed(() => byName<RecordType>(schema.value?.types))
const figures = computed(() => byName<Figure>(schema.value?.figures))
const measures = computed(() => byName<Measure>(schema.value?.measures))
const modules = computed(() => byName<Module>(schema.value?.modules))

export const typeOf = (name: string): RecordType | undefined => types.value.get(name)
export const figureOf = (name: string): Figure | undefined => figures.value.get(name)
export const measureOf = (name: string): Measure | undefined => measures.value.get(name)
export const moduleOf = (name: string): Module | undefined => modules.value.get(name)
/** What is read at the records of a type. */
export const seriesOf = (type: string): Series[] =>
  (schema.value?.series ?? []).filter((series) => series.station === type)
export const fieldOf = (type: RecordType | undefined, name: string): Field | undefined =>
  type?.fields.find((field) => field.name === name)

export const modulesInOrder = computed(() => [...(schema.value?.modules ?? [])].sort((a, b) => a.order - b.order))
export const typesOfModule = (module: string): RecordType[] =>
  (schema.value?.types ?? []).filter((type) => type.module === module)

export const headlineFigures = computed(() =>
  (schema.value?.figures ?? [])
    .filter((figure) => figure.headline !== null && figure.headline !== undefined)
    .sort((a, b) => a.headline! - b.headline!),
)

/** Whether records of a dimension can be drawn on the map. */
export const hasPlaces = (dimension: Dimension): boolean =>
  dimension.kind === 'ref' && !!dimension.ref && !!typeOf(dimension.ref)?.map
