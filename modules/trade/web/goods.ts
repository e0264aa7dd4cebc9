import { ask } from '@/api/http'

/** What the study "trade.near_waybills" answers: modules/trade/freight/near_study.h. */
export interface NearWaybill {
  id: string
  waybill: string
  plate: string
  departed_on: string
  weight_kg: number | null
  freight: number
  claim?: string
  claim_number?: string
  claimed?: string
}
export interface NearAnswer {
  from: string
  until: string
  waybills: number
  pairs: { first: NearWaybill; second: NearWaybill; days_apart: number; alike: ('plate' | 'number' | 'freight')[] }[]
}
export const askForNear = async (claimed: boolean, signal?: AbortSignal): Promise<NearAnswer> =>
  (await ask<NearAnswer>('/studies/trade.near_waybills', { method: 'POST', body: { claimed }, signal })).body

/** What the study "trade.orders" answers: modules/trade/stock/order_study.h. Kilograms. */
export interface MatchedOrder {
  id: string
  code: string
  outlet: string
  product: string
  paid: boolean
  due_on: string
  overdue: boolean
  wanted_kg: number
  missing_kg: number
  picks: { lot: string; id: string; warehouse: string; elsewhere: boolean; best_before: string; kg: number }[]
}
export interface OrdersAnswer {
  day: string
  least_days: number
  orders: MatchedOrder[]
}
export const askForOrders = async (leastDays: number, signal?: AbortSignal): Promise<OrdersAnswer> =>
  (await ask<OrdersAnswer>('/studies/trade.orders', { method: 'POST', body: { least_days: leastDays }, signal })).body
