import { Button } from 'antd'
import { useState } from 'react'
import { listStuckNearby, offerHelp, withdrawHelp } from '../../../api/deal-help.ts'
import { dealHelpText } from '../../../text/web/deal-help.ts'
import { type ReplyOf, useLater, useSend } from '../../api.ts'
import { paths } from '../../paths.ts'
import { Confirm } from '../../ui/confirm.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useBoth, useText } from '../../ui/language.tsx'
import { Panel } from '../../ui/page-head.tsx'
import { TextLink } from '../../ui/url.tsx'

type Item = ReplyOf<typeof listStuckNearby>['items'][number]

/** Where a colleague may be glad of help (C046); a team without stalled deals has no such panel. */
export function StuckNearby() {
  const t = useText(dealHelpText)
  const { data } = useLater(listStuckNearby)
  const [asked, setAsked] = useState<Item | null>(null)
  const offer = useSend(offerHelp, { refresh: [listStuckNearby], onDone: () => setAsked(null) })
  if (!data || data.items.length === 0) return null
  return (
    <Panel title={t('nearby')} flush>
      <p className="bw-soft biz-nearby-note">{t('nearbyNote')}</p>
      <ul className="biz-nearby">
        {data.items.map((item) => (
          <NearbyLine key={item.handle} item={item} onOffer={() => setAsked(item)} />
        ))}
      </ul>
      <Confirm
        open={asked !== null}
        title={t('offerTitle', { name: asked?.name ?? '' })}
        text={t('offerText')}
        okText={t('offer')}
        reason="required"
        reasonLabel={t('offerWords')}
        busy={offer.isPending}
        error={offer.error}
        onOk={(message) => asked && offer.mutate({ body: { handle: asked.handle, message } })}
        onCancel={() => {
          setAsked(null)
          offer.reset()
        }}
      />
    </Panel>
  )
}

function NearbyLine({ item, onOffer }: { item: Item; onOffer: () => void }) {
  const t = useText(dealHelpText)
  const both = useBoth()
  const withdraw = useSend(withdrawHelp, { refresh: [listStuckNearby] })
  const { offer } = item
  return (
    <li>
      <span>
        <strong>{item.name}</strong>
        <span className="bw-soft">
          {both(item.stage)} · {t('stalled', { n: item.stalledDays })}
        </span>
        <ErrorNote error={withdraw.error} />
      </span>
      {offer === null && (
        <Button size="small" onClick={onOffer}>
          {t('offer')}
        </Button>
      )}
      {offer?.state === 'offered' && (
        <span className="bw-row">
          <span className="bw-tag bw-tag-accent">{t('offered')}</span>
          <Button
            size="small"
            type="text"
            loading={withdraw.isPending}
            onClick={() => withdraw.mutate({ params: { id: offer.id } })}
          >
            {t('withdraw')}
          </Button>
        </span>
      )}
      {offer?.state === 'declined' && <span className="bw-tag">{t('declined')}</span>}
      {offer?.dealId && <TextLink href={paths.deal(offer.dealId)}>{t('open')} ›</TextLink>}
    </li>
  )
}
