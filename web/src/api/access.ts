import { get, queryString } from './http'
import type { Reference, Titled } from './types'

export interface TypeRights {
  may: string[]
  own: string[]
  sees: string | null
}

export interface Rights {
  everything: boolean
  refusals: boolean
  types: Record<string, TypeRights>
}

export interface GrantShown {
  role: string
  title: Titled
  scope: string
  record: Reference | null
  until: string | null
}

export interface PersonAccess {
  user: string
  name: string
  may: string[]
  by: GrantShown[]
}

export interface Refusal {
  id: string
  at: string
  user: string
  from: string
  operation: string
  type: string | null
  record: string | null
  code: string
}

export const fetchRights = (): Promise<Rights> => get<Rights>('/rights')

export const fetchRecordAccess = async (type: string, id: string): Promise<PersonAccess[]> =>
  (await get<{ people: PersonAccess[] }>(`/${type}/${encodeURIComponent(id)}/access`)).people

export const fetchRefusals = (
  before: string | null,
  limit: number,
): Promise<{ items: Refusal[]; next: string | null }> => get(`/refusals${queryString({ before, limit })}`)
