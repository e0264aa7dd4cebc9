import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer])

export { init, type EChartsCoreOption, type EChartsType }

const variable = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

export interface Ink {
  ink: string
  ink2: string
  ink3: string
  line: string
  surface: string
  seal: string
  ochre: string
  indigo: string
  font: string
  series: string[]
}

/** The page's colours, read when a chart is drawn, so that it follows light and dark. */
export function ink(): Ink {
  return {
    ink: variable('--ink'),
    ink2: variable('--ink-2'),
    ink3: variable('--ink-3'),
    line: variable('--line'),
    surface: variable('--raised'),
    seal: variable('--seal'),
    ochre: variable('--ochre'),
    indigo: variable('--indigo'),
    font: variable('--sans'),
    series: Array.from({ length: 8 }, (_, i) => variable(`--series-${i + 1}`)),
  }
}
