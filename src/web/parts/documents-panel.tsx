import { App, Button } from 'antd'
import { useState } from 'react'
import { customerDocuments, voidDocument } from '../../api/credit-documents.ts'
import { documentsText } from '../../text/web/credit-documents.ts'
import { type ReplyOf, useLater, useSend } from '../api.ts'
import { useMay } from '../session.tsx'
import { CanButton } from '../ui/can-button.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { listMark, useText } from '../ui/language.tsx'
import { Panel } from '../ui/page-head.tsx'
import { useAsOf } from '../ui/url.tsx'
import './credit.css'
import { laterOpened } from '../ui/later.tsx'

const DocumentDrawer = laterOpened(async () => (await import('./document-drawer.tsx')).DocumentDrawer)

type Documents = ReplyOf<typeof customerDocuments>
type Item = Documents['items'][number]
const SOON_DAYS = 30

/** Credit reports and papers of qualification, and what is lacking, on the day looked at [C007 C008 C012]. */
export function DocumentsPanel({ customerId }: { customerId: string }) {
  const t = useText(documentsText)
  const may = useMay()
  const asOf = useAsOf()
  const { message } = App.useApp()
  const [adding, setAdding] = useState(false)
  const [chosen, setChosen] = useState<Item | null>(null)
  const remove = useSend(voidDocument, {
    onDone: () => {
      setChosen(null)
      void message.success(t('removed'))
    },
  })
  const { data } = useLater(customerDocuments, {
    params: { id: customerId },
    query: { asOf },
    enabled: may('credit.read'),
  })
  if (!data) return null
  const isLive = !asOf && data.can.record === true
  return (
    <Panel
      title={t('panel')}
      extra={
        may('credit.write') &&
        !asOf && (
          <CanButton size="small" can={data.can.record} onClick={() => setAdding(true)}>
            {t('add')}
          </CanButton>
        )
      }
    >
      <Lacking documents={data} />
      {data.items.length === 0 && <p className="bw-muted">{t('none')}</p>}
      <ul className="biz-outlooks">
        {data.items.map((item) => (
          <li key={item.id}>
            <Words item={item} />
            <span className="biz-cover-side">
              <Left item={item} />
              {isLive && (
                <Button type="link" size="small" onClick={() => setChosen(item)}>
                  {t('remove')}
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      <Confirm
        open={chosen !== null}
        title={t('removeTitle', { title: chosen?.title ?? '' })}
        text={t('removeText')}
        okText={t('remove')}
        danger
        busy={remove.isPending}
        error={remove.error}
        onOk={() => remove.mutate({ params: { id: chosen!.id } })}
        onCancel={() => setChosen(null)}
      />
      <DocumentDrawer open={adding} customerId={customerId} onClose={() => setAdding(false)} />
    </Panel>
  )
}

function Lacking({ documents }: { documents: Documents }) {
  const t = useText(documentsText)
  const { required, mode, missing, expired } = documents
  if (mode === 'off' || required.length === 0) return null
  if (missing.length + expired.length === 0) return <p className="bw-soft biz-hint">{t('complete')}</p>
  const said = (kinds: typeof missing) => kinds.map((kind) => t(`kind_${kind}`)).join(listMark())
  return (
    <p className="bw-warn">
      {missing.length > 0 && t('lacks', { kinds: said(missing) })}
      {missing.length > 0 && expired.length > 0 && '；'}
      {expired.length > 0 && t('ranOut', { kinds: said(expired) })}
    </p>
  )
}

function Words({ item }: { item: Item }) {
  const t = useText(documentsText)
  const details = [item.number, item.issuer, item.score, item.fileName ?? ''].filter((part) => part !== '')
  return (
    <span>
      <strong>{item.title}</strong> <span className="bw-soft">{t(`kind_${item.kind}`)}</span>
      {details.length > 0 && <span className="bw-soft bw-block">{details.join(' · ')}</span>}
      {item.history !== '' && <span className="bw-soft bw-block">{item.history}</span>}
    </span>
  )
}

function Left({ item: { daysLeft, expiresOn } }: { item: Item }) {
  const t = useText(documentsText)
  if (daysLeft === null) return <span className="bw-soft">{t('endless')}</span>
  if (daysLeft < 0) return <span className="bw-danger">{t('ended', { n: -daysLeft })}</span>
  return (
    <span className={daysLeft <= SOON_DAYS ? 'bw-warn' : 'bw-soft'} title={expiresOn ?? ''}>
      {daysLeft === 0 ? t('lastDay') : t('daysLeft', { n: daysLeft })}
    </span>
  )
}
