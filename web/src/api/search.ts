import { get, queryString } from './http'

/** Begin and length in a snippet, counted in Unicode code points. */
export type Mark = [number, number]

export interface SearchMatch {
  field: string
  snippet: string
  cut_before: boolean
  cut_behind: boolean
  marks: Mark[]
}

export interface SearchHit {
  type: string
  id: string
  key: string | null
  number: string | null
  title: string
  rank: 'whole' | 'title' | 'text'
  matches: SearchMatch[]
}

export interface SearchCount {
  type: string
  count: number
  more: boolean
}

export interface SearchAnswer {
  hits: SearchHit[]
  counts: SearchCount[]
  next: string | null
}

export interface SearchQuestion {
  q: string
  type?: string
  limit?: number
  after?: string | null
}

export const searchRecords = (question: SearchQuestion, signal?: AbortSignal): Promise<SearchAnswer> =>
  get<SearchAnswer>(`/search${queryString({ ...question })}`, signal)
