import type { LocationQuery, LocationQueryRaw } from 'vue-router'
import { readWhere, whereTexts, type Condition } from './where'

export type View = 'table' | 'chart' | 'map'

export interface FigureState {
  by: string[]
  where: Condition[]
  asOf: string | null
  since?: string | null // the day from which changes are explained
  view: View | null
}

const texts = (value: LocationQuery[string] | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).filter((v): v is string => typeof v === 'string')

export function readFigureState(query: LocationQuery): FigureState {
  const view = texts(query.view)[0]
  return {
    by: texts(query.by)
      .flatMap((text) => text.split(','))
      .filter(Boolean),
    where: texts(query.where).flatMap(readWhere),
    asOf: texts(query.as_of)[0] || null,
    since: texts(query.since)[0] || null,
    view: view === 'table' || view === 'chart' || view === 'map' ? view : null,
  }
}

export function figureQuery(state: Partial<FigureState>): LocationQueryRaw {
  const query: LocationQueryRaw = {}
  if (state.by?.length) query.by = state.by.join(',')
  if (state.where?.length) query.where = whereTexts(state.where)
  if (state.asOf) query.as_of = state.asOf
  if (state.since) query.since = state.since
  if (state.view) query.view = state.view
  return query
}
