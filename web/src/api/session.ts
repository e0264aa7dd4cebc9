import { ask, get } from './http'
import type { Session } from './types'

export const logIn = async (user: string, password: string): Promise<Session> =>
  (await ask<Session>('/session', { method: 'POST', body: { user, password } })).body

export const whoAmI = (): Promise<Session> => get<Session>('/session')

export const logOut = async (): Promise<void> => {
  await ask('/session', { method: 'DELETE' })
}
