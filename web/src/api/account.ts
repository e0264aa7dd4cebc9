import { ask, get, queryString } from './http'

export interface Account {
  has_password: boolean
  must_change: boolean
  has_code: boolean
  has_subject: boolean
  recovery_codes: number
  changed: string | null
}
export interface AccountSession {
  id: string
  own: boolean
  how: string
  address: string
  agent: string
  started: string
  used: string
}
export interface ApiToken {
  id: string
  title: string
  operations: string[]
  types: string[]
  created: string
  until: string | null
  used: string | null
  address: string
  token?: string
}
export interface TokenWish {
  title: string
  operations: string[]
  types: string[]
  until: string | null
}
export interface CodeOffer {
  secret: string
  uri: string
  picture: string
}
export interface AccessEvent {
  id: string
  at: string
  what: string
  user: string
  by: string
  address: string
  detail: string
}
export interface UserAccount extends Account {
  sessions: AccountSession[]
  tokens: ApiToken[]
}

const post = async <T>(path: string, body: unknown = {}): Promise<T> =>
  (await ask<T>(path, { method: 'POST', body })).body
const remove = async (path: string): Promise<void> => {
  await ask(path, { method: 'DELETE' })
}

export const fetchAccount = (): Promise<Account> => get<Account>('/account')
export const offerCode = (password: string): Promise<CodeOffer> => post('/account/code', { password })
export const confirmCode = async (code: string): Promise<string[]> =>
  (await post<{ recovery_codes: string[] }>('/account/code/confirm', { code })).recovery_codes
export const dropCode = (password: string): Promise<unknown> => post('/account/code/drop', { password })

export const fetchSessions = async (): Promise<AccountSession[]> =>
  (await get<{ items: AccountSession[] }>('/account/sessions')).items
export const endSession = (id: string): Promise<void> => remove(`/account/sessions/${id}`)
export const endOtherSessions = (): Promise<void> => remove('/account/sessions')

export const fetchTokens = async (): Promise<ApiToken[]> => (await get<{ items: ApiToken[] }>('/account/tokens')).items
export const createToken = (wish: TokenWish): Promise<ApiToken> => post('/account/tokens', wish)
export const revokeToken = (id: string): Promise<void> => remove(`/account/tokens/${id}`)

const of = (user: string) => `/accounts/${encodeURIComponent(user)}`
export const fetchUserAccount = (user: string): Promise<UserAccount> => get<UserAccount>(of(user))
export const givePassword = async (user: string): Promise<string> =>
  (await post<{ password: string }>(`${of(user)}/password`)).password
export const resetCode = (user: string): Promise<unknown> => post(`${of(user)}/code/reset`)
export const endUserSessions = (user: string): Promise<void> => remove(`${of(user)}/sessions`)
export const bindSubject = async (user: string, subject: string): Promise<void> => {
  await ask(`${of(user)}/subject`, { method: 'PUT', body: { subject } })
}

export const fetchEvents = (
  user: string,
  before: string | null,
): Promise<{ items: AccessEvent[]; next: string | null }> => get(`/access/events${queryString({ user, before })}`)
