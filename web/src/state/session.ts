import { ref, shallowRef } from 'vue'
import { whenSessionLost } from '@/api/http'
import { Problem } from '@/api/problem'
import { changePassword, logIn, logOut, whoAmI } from '@/api/session'
import type { Session } from '@/api/types'
import { forgetRights } from './rights'
import { forgetSchema } from './schema'

export const session = shallowRef<Session | null>(null)
export const sessionAsked = ref(false)

whenSessionLost(() => {
  session.value = null
  forgetRights()
})

/** Whether there is a session; the server is asked once. */
export async function haveSession(): Promise<boolean> {
  if (session.value) return true
  if (sessionAsked.value) return false
  try {
    session.value = await whoAmI()
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 401) throw error
  } finally {
    sessionAsked.value = true
  }
  return session.value !== null
}

export async function enter(user: string, password: string, code: string): Promise<void> {
  session.value = await logIn(user, password, code)
  sessionAsked.value = true
}

export async function choosePassword(password: string, fresh: string): Promise<void> {
  session.value = await changePassword(password, fresh)
}

export async function leave(): Promise<void> {
  await logOut().catch(() => undefined)
  session.value = null
  forgetSchema()
  forgetRights()
}
