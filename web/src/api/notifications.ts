import { ask, get, queryString } from './http'
import type { Titled } from './types'

export interface Notification {
  id: string
  kind: 'todo' | 'todo_more' | 'overdue' | 'job_failed' | 'test'
  title: Titled
  /** Null when the record may not be read any more. */
  link: string | null
  record: { type: string; id: string; number: string | null; label: string; deadline: string | null } | null
  at: string
  seen: string | null
}

export interface NotificationPage {
  unseen: number
  items: Notification[]
  next: string | null
}

export const noticeKinds = ['todo', 'overdue', 'job_failed'] as const
export type NoticeKind = (typeof noticeKinds)[number]

export interface Delivery {
  id: string
  notification: string
  channel: 'mail' | 'webhook'
  state: 'waiting' | 'sent' | 'given_up'
  tries: number
  error: string | null
  due: string
  ended: string | null
}

export interface NotificationSettings {
  can_mail: boolean
  mail: { address: string | null; kinds: NoticeKind[] }
  webhook: { url: string | null; kinds: NoticeKind[] }
  deliveries: Delivery[]
  secret?: string
}

export type ChannelWish =
  { mail: { address: string | null; kinds: NoticeKind[] } } | { webhook: { url: string | null; kinds: NoticeKind[] } }

export const fetchNotifications = (before: string | null, limit: number): Promise<NotificationPage> =>
  get(`/notifications${queryString({ before, limit })}`)

export const fetchUnseen = async (): Promise<number> =>
  (await get<NotificationPage>('/notifications?limit=1&unseen=1')).unseen

export const markSeen = async (what: { ids: string[] } | { until: string }): Promise<number> =>
  (await ask<{ unseen: number }>('/notifications/seen', { method: 'POST', body: what })).body.unseen

export const fetchNotificationSettings = (): Promise<NotificationSettings> => get('/notifications/settings')

export const setChannel = async (wish: ChannelWish): Promise<NotificationSettings> =>
  (await ask<NotificationSettings>('/notifications/settings', { method: 'PUT', body: wish })).body

export const sendTest = async (): Promise<NotificationSettings> =>
  (await ask<NotificationSettings>('/notifications/test', { method: 'POST' })).body
