import { ask, get, keepProof } from './http'
import type { Session, Titled } from './types'

function kept(session: Session): Session {
  keepProof(session.csrf ?? '')
  return session
}

export const logIn = async (user: string, password: string, code = ''): Promise<Session> =>
  kept((await ask<Session>('/session', { method: 'POST', body: { user, password, ...(code ? { code } : {}) } })).body)

export const whoAmI = async (): Promise<Session> => kept(await get<Session>('/session'))

export const changePassword = async (password: string, fresh: string): Promise<Session> =>
  kept((await ask<Session>('/account/password', { method: 'POST', body: { password, new_password: fresh } })).body)

export const logOut = async (): Promise<void> => {
  await ask('/session', { method: 'DELETE' })
}

export interface LoginOptions {
  provider: { title: Titled } | null
}
export const loginOptions = (): Promise<LoginOptions> => get<LoginOptions>('/session/options')
