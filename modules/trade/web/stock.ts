import { ask, get, queryString } from '@/api/http'

/** What the study "trade.stock" answers: modules/trade/stock/stock_study.h. */
export interface StockView {
  day: string
  age_bounds_days: number[]
  warehouses: WarehouseView[]
  near_date: NearLot[]
  refill: Shelf[]
}
export interface WarehouseView {
  code: string
  id: string
  name: string
  role: 'main' | 'branch' | 'outside' | 'source' | 'overseas'
  capacity_tonnes: number
  stock_tonnes: number
  lots: number
  mean_age_days: number | null
  by_age_tonnes: number[]
  capacity_by_temperature: Record<string, number>
}
export interface NearLot {
  lot: string
  id: string
  product: string
  warehouse: string
  weight_kg: number
  best_before: string
  days_left: number
}
export interface Shelf {
  outlet: string
  outlet_code: string
  supplier: string
  product: string
  on_shelf_kg: number
  sold_kg: number
  days_of_cover: number
  wanted_kg: number
}

export const fetchStock = async (day: string, signal?: AbortSignal): Promise<StockView> =>
  (await ask<StockView>('/studies/trade.stock', { method: 'POST', body: day ? { day } : {}, signal })).body

/** What anybody may see of a box: modules/trade/epcis/trace.h. */
export interface Trace {
  product: { name: string; gtin: string; category: string; origin: string }
  lot: { code: string; grade: string; harvested_on: string; best_before: string }
  base: { name?: string; division?: string }
  entries: number
  steps: TraceStep[]
}
export interface TraceStep {
  date: string
  kind: 'ship' | 'receive' | 'grade_in' | 'partner'
  place?: string
  place_kind?: string
  division?: string
  mode?: 'rail' | 'road' | 'air'
  partner?: string
}

export const fetchTrace = (code: string): Promise<Trace> => get<Trace>(`/public/trace${queryString({ code })}`)
