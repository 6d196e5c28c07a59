import { LineChartOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { SubjectKind } from '../../core/watch/subject.ts'
import { figuresText } from '../../text/web/figures.ts'
import { paths } from '../paths.ts'
import { useMay } from '../session.tsx'
import { useText } from '../ui/language.tsx'
import { TextLink, useGo } from '../ui/url.tsx'

type LinkProps = { kind: SubjectKind; id: string; metric?: string }

/** From a record to what is measured of it, day by day. */
export function FiguresButton({ kind, id }: LinkProps) {
  const t = useText(figuresText)
  const may = useMay()
  const go = useGo()
  if (!may('metric.read')) return null
  return (
    <Button icon={<LineChartOutlined />} onClick={() => go(paths.figures({ kind, subject: id }))}>
      {t('title')}
    </Button>
  )
}

/** From one figure to its course and the rows behind any of its days. */
export function FigureLink({ kind, id, metric }: LinkProps) {
  const t = useText(figuresText)
  const may = useMay()
  if (!may('metric.read')) return null
  return <TextLink href={paths.figures({ kind, subject: id, metric })}>{t('open')}</TextLink>
}
