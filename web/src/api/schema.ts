import { get } from './http'
import type { Schema } from './types'

export const fetchSchema = (): Promise<Schema> => get<Schema>('/schema')
