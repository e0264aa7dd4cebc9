import { messageOf } from '@/format/message'
import { titled, type Parameters } from '@/i18n'

const texts = {
  title: { zh: '货流计划', en: 'Planner’s bench' },
  about: {
    zh: '按收获、库容、运力、保质期和需求排出每周从哪到哪运多少；改一处，看结果。示例网络为虚构。',
    en: 'What to move where each week, under harvests, room, lanes, shelf lives and demand; change something and see. The network is made up.',
  },
  size: { zh: '规模', en: 'Size' },
  small: { zh: '小', en: 'small' },
  medium: { zh: '中', en: 'medium' },
  provincial: { zh: '全省（算得久）', en: 'provincial (takes longer)' },
  as_it_is: { zh: '不改', en: 'As it is' },
  close_lane: { zh: '停运线路', en: 'Close a lane' },
  subsidy: { zh: '改补贴', en: 'Change a subsidy' },
  rate: { zh: '每吨（元）', en: 'Yuan a tonne' },
  open_site: { zh: '新开仓库', en: 'Open a warehouse' },
  enlarge: { zh: '扩建仓库', en: 'Enlarge a warehouse' },
  by_tonnes: { zh: '增加（吨）', en: 'By tonnes' },
  service_level: { zh: '供应保证率', en: 'Service level' },
  rank: { zh: '先开哪一个？', en: 'Which one first?' },
  replan: { zh: '重新计划', en: 'Plan again' },
  week: { zh: '第 {n} 周（{day} 起）', en: 'Week {n} (from {day})' },
  cost: { zh: '补贴后总费用', en: 'Cost after subsidy' },
  before_subsidy: { zh: '补贴前', en: 'Before subsidy' },
  subsidies: { zh: '其中补贴', en: 'Subsidy' },
  rail: { zh: '铁路', en: 'Rail' },
  road: { zh: '公路', en: 'Road' },
  air: { zh: '航空', en: 'Air' },
  keeping: { zh: '仓储', en: 'Storage' },
  delivery: { zh: '末端配送', en: 'Delivery' },
  spoiled: { zh: '损耗', en: 'Spoilage' },
  unmet: { zh: '缺货损失', en: 'Missed sales' },
  delivered: { zh: '送达（吨）', en: 'Delivered (t)' },
  asked: { zh: '需求（吨）', en: 'Asked for (t)' },
  gap: { zh: '离最优不超过', en: 'At most off the best by' },
  now: { zh: '现在', en: 'Now' },
  then: { zh: '改后', en: 'Then' },
  difference: { zh: '差', en: 'Difference' },
  worth: { zh: '哪里再多一吨最值', en: 'Where one more tonne is worth most' },
  nothing_scarce: { zh: '没有吃紧的限制。', en: 'No limit is tight.' },
  clash: { zh: '没有可行的计划：这些限制互相冲突', en: 'No plan can keep all of these limits' },
  products: { zh: '各商品', en: 'Products' },
  product: { zh: '商品', en: 'Product' },
  stock: { zh: '{name}：库存 {stock} 吨，送出 {out} 吨', en: '{name}: {stock} t in store, {out} t handed out' },
  flow: { zh: '{name}：{tonnes} 吨', en: '{name}: {tonnes} t' },
  network: { zh: '当周货流', en: 'Flows of the week' },
  ten_thousand: { zh: '{n} 万元', en: '{n} × 10⁴ yuan' },
} as const

export type PlanText = keyof typeof texts
export const sayPlan = (name: PlanText, parameters: Parameters = {}): string =>
  messageOf(titled(texts[name]), parameters)
