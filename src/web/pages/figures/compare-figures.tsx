import { Select } from 'antd'
import { periodsText } from '../../../text/web/periods.ts'
import { useBoth, useText } from '../../ui/language.tsx'
import { useUrl } from '../../ui/url.tsx'
import type { Comparison } from './compared.ts'

/** Which figures stand beside the four of the company. */
export function MoreFigures({ data }: { data: Comparison }) {
  const t = useText(periodsText)
  const both = useBoth()
  const { set } = useUrl()
  const chosen = data.figures.filter(({ isCase }) => !isCase).map(({ metric }) => metric)
  return (
    <Select
      mode="multiple"
      className="bw-compare-more"
      aria-label={t('more')}
      placeholder={t('more')}
      maxTagCount={1}
      popupMatchSelectWidth={false}
      value={chosen}
      showSearch={{ optionFilterProp: 'label' }}
      options={data.choices.flatMap(({ id, title, isCase }) =>
        isCase ? [] : [{ value: id, label: both(title) }],
      )}
      // A comma alone says: none of them; nothing at all would bring the usual ones back.
      onChange={(next: string[]) => set({ figures: next.join(',') || ',' })}
    />
  )
}
