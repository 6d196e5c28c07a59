import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { getFirstSteps } from '../../../api/settings.ts'
import { startText } from '../../../text/web/start.ts'
import { queryOf } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay, useSession } from '../../session.tsx'
import { listMark, useText } from '../../ui/language.tsx'
import { useGo } from '../../ui/url.tsx'

/** A new company's way on, above everything else until the last step is done. */
export function StartPanel() {
  const { org } = useSession()
  const may = useMay()
  if (org.isDemo || !may('setting.write')) return null
  return <Steps />
}

function Steps() {
  const t = useText(startText)
  const go = useGo()
  const { data } = useQuery(queryOf(getFirstSteps))
  const left = data?.steps.filter((step) => !step.done) ?? []
  if (!data || left.length === 0) return null
  return (
    <div className="biz-start-strip">
      <span>
        <strong>{t('title')}</strong>{' '}
        {t('progress', { done: data.steps.length - left.length, all: data.steps.length })}
        <span className="bw-soft"> · {left.map(({ step }) => t(step)).join(listMark())}</span>
      </span>
      <Button type="primary" onClick={() => go(paths.start())}>
        {t('goOn')}
      </Button>
    </div>
  )
}
