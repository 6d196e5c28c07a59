import { HistoryOutlined } from '@ant-design/icons'
import { Button, Popover } from 'antd'
import { useState } from 'react'
import { uiText } from '../../text/web/ui.ts'
import { useText } from './language.tsx'
import { later } from './later.tsx'
import { useAsOf, useUrl } from './url.tsx'

const DayChoice = later(async () => (await import('./as-of-choice.tsx')).DayChoice)

/** Turns the page to a past day (截至日期). Today means "now" and leaves nothing in the URL. */
export function AsOfPicker() {
  const t = useText(uiText)
  const asOf = useAsOf()
  const [open, setOpen] = useState(false)
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      open={open}
      onOpenChange={setOpen}
      content={<DayChoice onChosen={() => setOpen(false)} />}
    >
      <Button icon={<HistoryOutlined />} type={asOf ? 'primary' : 'default'}>
        {asOf ?? t('lookBack')}
      </Button>
    </Popover>
  )
}

/**
 * Said on every screen that shows the past (design law 2): which day, which of the two readings, that nothing
 * can be changed here, and the way back.
 */
export function LookingBackBanner({ reading }: { reading: 'business' | 'known' }) {
  const t = useText(uiText)
  const asOf = useAsOf()
  const { set } = useUrl()
  if (!asOf) return null
  return (
    <div className="bw-looking-back" role="status">
      <HistoryOutlined />
      <span>
        <strong>{t('lookingBackAt', { day: asOf })}</strong>
        <span>{t(reading === 'known' ? 'readingKnown' : 'readingBusiness')}</span>
      </span>
      <Button size="small" onClick={() => set({ asOf: undefined })}>
        {t('backToToday')}
      </Button>
    </div>
  )
}
