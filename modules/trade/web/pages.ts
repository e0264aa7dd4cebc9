import type { ModulePage } from '@/modulePages'

export default [
  { path: '', title: { zh: '仓库一览', en: 'Warehouses' }, component: () => import('./StockPage.vue') },
  { path: 'sales', title: { zh: '渠道销售', en: 'Sales by channel' }, component: () => import('./SalesPage.vue') },
  {
    path: 'orders',
    title: { zh: '订单配货', en: 'Orders and their lots' },
    component: () => import('./OrdersPage.vue'),
  },
  {
    path: 'waybills',
    title: { zh: '疑似重复运单', en: 'Waybills that may be one' },
    component: () => import('./NearWaybillsPage.vue'),
  },
  { path: 'plan', title: { zh: '货流计划', en: 'Planner’s bench' }, component: () => import('./PlanPage.vue') },
  { path: 'flows', title: { zh: '实际货流', en: 'Flows of goods' }, component: () => import('./FlowsPage.vue') },
  {
    path: 'followed/:plan',
    title: { zh: '计划与实际', en: 'A plan beside what happened' },
    component: () => import('./FollowedPage.vue'),
    hidden: true,
  },
  // Where the code on a box leads, as GS1 writes it: whoever holds the box has no account.
  {
    path: 'trace',
    open: '/01/:gtin/10/:lot',
    title: { zh: '追溯', en: 'Trace' },
    component: () => import('./TracePage.vue'),
    hidden: true,
  },
  {
    path: 'scan',
    open: '/scan',
    title: { zh: '扫码追溯', en: 'Scan a box' },
    component: () => import('./ScanPage.vue'),
    hidden: true,
  },
] satisfies ModulePage[]
