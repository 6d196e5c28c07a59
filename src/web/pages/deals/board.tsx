import { EllipsisOutlined } from '@ant-design/icons'
import { Button, Dropdown, type MenuProps, Segmented } from 'antd'
import { type DragEvent, type KeyboardEvent, useState } from 'react'
import { type DealRow, dealBoard } from '../../../api/deals.ts'
import { dealsText } from '../../../text/web/deals.ts'
import { type ReplyOf, useData } from '../../api.ts'
import { paths } from '../../paths.ts'
import { useMay } from '../../session.tsx'
import { useText } from '../../ui/language.tsx'
import { Money, moneyText } from '../../ui/money.tsx'
import { Person } from '../../ui/person.tsx'
import { useIsPhone } from '../../ui/phone.ts'
import { TextLink, useAsOf, useUrl } from '../../ui/url.tsx'
import { NoDeals } from './deal-list.tsx'
import type { Stage } from './move.ts'
import { useMove, worthOf } from './move-dialog.tsx'
import { boardQuery } from './queries.ts'
import { isStuck, StageDays } from './stage-days.tsx'
import { useStageName } from './stage-name.ts'

type Column = ReplyOf<typeof dealBoard>['stages'][number]
type Moving = {
  start: (deal: DealRow, to: Stage) => void
  stages: readonly Column[]
  busyId: string | undefined
}

/**
 * Open deals by stage. Cards move by drag, by the menu on the card, by the key M, and on a phone by the menu.
 */
export function DealBoard({ onCreate }: { onCreate: () => void }) {
  const t = useText(dealsText)
  const may = useMay()
  const asOf = useAsOf()
  const phone = useIsPhone()
  const { values } = useUrl()
  const board = useData(dealBoard, { query: boardQuery(values) })
  const { start, dialog, moving } = useMove(
    board.stages,
    board.stages.flatMap(({ cards }) => cards),
  )
  const [dragged, setDragged] = useState<DealRow | null>(null)
  const open = board.stages.filter((stage) => stage.kind === 'open')
  const count = open.reduce((sum, stage) => sum + stage.count, 0)
  const can: Moving | null =
    may('deal.write') && !asOf
      ? {
          start: (deal, to) =>
            start(
              {
                id: deal.id,
                title: deal.title,
                stageId: deal.stage.id,
                version: deal.version,
                ...worthOf(deal),
              },
              to,
            ),
          stages: board.stages,
          busyId: moving,
        }
      : null
  if (count === 0) {
    return (
      <div className="bw-table-empty">
        <NoDeals onCreate={onCreate} />
      </div>
    )
  }
  return (
    <>
      <p className="bw-soft biz-board-total">
        {t('total', {
          count,
          amount: moneyText(open.reduce((sum, stage) => sum + stage.amountFen, 0)),
          stuck: open.reduce((sum, stage) => sum + stage.stuckCount, 0),
        })}
        {can && !phone && <span className="bw-muted"> · {t('keyboardHint')}</span>}
      </p>
      {phone ? (
        <PhoneBoard stages={open} can={can} />
      ) : (
        <div className="biz-board" data-dragging={dragged !== null}>
          {open.map((stage) => (
            <StageColumn key={stage.id} stage={stage} can={can} dragged={dragged} onDrag={setDragged} />
          ))}
        </div>
      )}
      {dragged && can && (
        <div className="biz-drop-bar">
          {board.stages
            .filter((stage) => stage.kind !== 'open')
            .map((stage) => (
              <DropPlace key={stage.id} stage={stage} onDrop={() => can.start(dragged, stage)} />
            ))}
        </div>
      )}
      {dialog}
    </>
  )
}

function StageColumn(props: {
  stage: Column
  can: Moving | null
  dragged: DealRow | null
  onDrag: (deal: DealRow | null) => void
}) {
  const { stage, can, dragged } = props
  const stageName = useStageName()
  const [over, setOver] = useState(false)
  const takes = can !== null && dragged !== null && dragged.stage.id !== stage.id
  return (
    <section
      className="biz-column"
      aria-label={stageName(stage)}
      data-over={over && takes}
      onDragOver={(event) => {
        if (!takes) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={() => {
        setOver(false)
        if (takes && dragged) can.start(dragged, stage)
      }}
    >
      <StageHead stage={stage} />
      <StageCards stage={stage} can={can} onDrag={props.onDrag} />
    </section>
  )
}

function PhoneBoard({ stages, can }: { stages: Column[]; can: Moving | null }) {
  const stageName = useStageName()
  const { values, set } = useUrl()
  const shown = stages.find((stage) => stage.id === values.stageId) ?? stages[0]
  if (!shown) return null
  return (
    <div className="biz-phone-board">
      <div className="biz-stage-tabs">
        <Segmented
          value={shown.id}
          options={stages.map((stage) => ({ value: stage.id, label: `${stageName(stage)} ${stage.count}` }))}
          onChange={(next) => set({ stageId: next })}
        />
      </div>
      <StageHead stage={shown} />
      <StageCards stage={shown} can={can} />
    </div>
  )
}

function StageHead({ stage }: { stage: Column }) {
  const t = useText(dealsText)
  const stageName = useStageName()
  return (
    <header className="biz-column-head">
      <h2>
        {stageName(stage)} <span className="bw-muted">{stage.count}</span>
      </h2>
      <span className="bw-soft">
        <Money fen={stage.amountFen} short />
        {stage.stuckCount > 0 && (
          <TextLink
            href={paths.deals({ view: 'list', stageId: stage.id, stuckOnly: 'true' })}
            className="bw-tag bw-tag-danger bw-near"
          >
            {t('stuck', { n: stage.stuckCount })}
          </TextLink>
        )}
      </span>
    </header>
  )
}

function StageCards(props: { stage: Column; can: Moving | null; onDrag?: (deal: DealRow | null) => void }) {
  const t = useText(dealsText)
  const { stage, can, onDrag } = props
  const hidden = stage.count - stage.cards.length
  return (
    <div className="biz-column-cards">
      {stage.cards.length === 0 && <p className="bw-muted biz-column-empty">{t('emptyStage')}</p>}
      {stage.cards.map((deal) => (
        <DealCard key={deal.id} deal={deal} can={can} {...(onDrag ? { onDrag } : {})} />
      ))}
      {hidden > 0 && (
        <TextLink
          href={paths.deals({ view: 'list', stageId: stage.id, sort: 'amount' })}
          className="biz-column-more"
        >
          {t('moreCards', { n: hidden })}
        </TextLink>
      )}
    </div>
  )
}

function DealCard(props: { deal: DealRow; can: Moving | null; onDrag?: (deal: DealRow | null) => void }) {
  const t = useText(dealsText)
  const { deal, can, onDrag } = props
  const [menuOpen, setMenuOpen] = useState(false)
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.effectAllowed = 'move'
    event.dataTransfer.setData('text/plain', deal.title)
    // The browser takes its picture of the card first; the drop bar appears after it.
    setTimeout(() => onDrag?.(deal), 0)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (can && event.key.toLowerCase() === 'm' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      setMenuOpen(true)
    }
  }
  return (
    <article
      className="biz-card"
      data-stuck={isStuck(deal)}
      data-busy={can?.busyId === deal.id}
      draggable={can !== null && onDrag !== undefined}
      onDragStart={onDragStart}
      onDragEnd={() => onDrag?.(null)}
      onKeyDown={onKeyDown}
    >
      <div className="biz-card-top">
        <TextLink href={paths.deal(deal.id)} draggable={false}>
          {deal.customer?.name ?? deal.title}
        </TextLink>
        {can && <MoveMenu deal={deal} can={can} open={menuOpen} onOpenChange={setMenuOpen} />}
      </div>
      {deal.customer && <div className="biz-card-what bw-soft">{deal.title}</div>}
      <div className="biz-card-line">
        <strong>
          <Money fen={deal.amountFen} short />
        </strong>
        <StageDays deal={deal} />
      </div>
      <div className="biz-card-line bw-muted">
        <Person name={deal.responsible?.name} />
        {deal.quietDays !== null && deal.quietDays > 7 && (
          <span className="bw-warn">{t('quietNote', { n: deal.quietDays })}</span>
        )}
      </div>
    </article>
  )
}

function MoveMenu(props: {
  deal: DealRow
  can: Moving
  open: boolean
  onOpenChange: (open: boolean) => void
}) {
  const t = useText(dealsText)
  const stageName = useStageName()
  const { deal, can } = props
  const items: MenuProps['items'] = can.stages
    .filter((stage) => stage.id !== deal.stage.id)
    .map((stage) => ({
      key: stage.id,
      label: t('moveHere', { stage: stageName(stage) }),
      danger: stage.kind === 'lost',
    }))
  return (
    <Dropdown
      trigger={['click']}
      open={props.open}
      onOpenChange={props.onOpenChange}
      menu={{
        items,
        autoFocus: true,
        onClick: ({ key, domEvent }) => {
          domEvent.stopPropagation()
          const to = can.stages.find((stage) => stage.id === key)
          if (to) can.start(deal, to)
        },
      }}
    >
      <Button
        size="small"
        type="text"
        icon={<EllipsisOutlined />}
        aria-label={`${t('moveTo')} ${deal.title}`}
      />
    </Dropdown>
  )
}

function DropPlace({ stage, onDrop }: { stage: Column; onDrop: () => void }) {
  const t = useText(dealsText)
  const [over, setOver] = useState(false)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the card's menu does the same without a mouse
    <div
      className={`biz-drop biz-drop-${stage.kind}`}
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      {t(stage.kind === 'won' ? 'dropWon' : 'dropLost')}
    </div>
  )
}
