import { get, queryString } from './http'
import type { Cause, Changes, FigureAnswer, HeadlineRow, Lineage, PublishedRow } from './types'

export interface Slice {
  by?: string[]
  where?: string[]
  asOf?: string | null
}

const path = (name: string) => `/figures/${encodeURIComponent(name)}`

export const fetchHeadlines = async (where: string[]): Promise<HeadlineRow[]> =>
  (await get<{ rows: HeadlineRow[] }>(`/figures${queryString({ headline: 1, where })}`)).rows

export const fetchFigures = async (where: string[]): Promise<HeadlineRow[]> =>
  (await get<{ rows: HeadlineRow[] }>(`/figures${queryString({ where })}`)).rows

export const fetchFigure = (name: string, slice: Slice, signal?: AbortSignal): Promise<FigureAnswer> =>
  get<FigureAnswer>(
    path(name) + queryString({ by: slice.by?.join(','), where: slice.where, as_of: slice.asOf }),
    signal,
  )

export interface LineageQuery {
  where: string[]
  asOf?: string | null
  operand?: number | null
  after?: string | null
  limit?: number
}

export const fetchLineage = (name: string, query: LineageQuery): Promise<Lineage> =>
  get<Lineage>(
    `${path(name)}/lineage` +
      queryString({
        where: query.where,
        as_of: query.asOf,
        operand: query.operand,
        after: query.after,
        limit: query.limit ?? 50,
      }),
  )

export interface ChangesQuery {
  where: string[]
  from: string
  to?: string | null
  cause?: Cause | null
  after?: string | null
}

export const fetchChanges = (name: string, query: ChangesQuery): Promise<Changes> =>
  get<Changes>(`${path(name)}/changes` + queryString({ ...query, limit: 50 }))

export const fetchPublished = async (): Promise<PublishedRow[]> =>
  (await get<{ rows: PublishedRow[] }>('/published')).rows
