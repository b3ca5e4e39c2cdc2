import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import { address, goQuery } from '../app/route.ts';
import { countOf, filters, fleetQueryOf, selectMonitors } from './fleet-query.ts';
import { counted } from '../parts/words.ts';
import { Empty, Loading, ProblemNotice } from '../parts/notice.tsx';
import { fleet, fleetProblem, forgetFleet, isWhole, watchFleet } from './fleet-list.ts';
import { FleetTable } from './fleet-table.tsx';
import { KillSwitchButton, KillSwitches } from './kill-switch/kill-switches.tsx';
import { onKey } from '../app/keys.ts';
import { token } from '../api/token.ts';
import type { MonitorSummary } from '../api/types.ts';

/** All monitors: those that need somebody first. */
export function FleetView(): VNode {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => watch(), []);
  useEffect(() => onKey('/', () => field.current?.focus()), []);
  const query = fleetQueryOf(address.value.searchParams);
  const all = fleet.value;
  const { search, filter, sort, isReversed } = query;
  const shown = useMemo(() => selectMonitors(all, query), [all, search, filter, sort, isReversed]);
  const tenants = useMemo(() => tenantsOf(all), [all]);
  const problem = fleetProblem.value;
  return (
    <div class="fleet">
      <div class="fleet-head">
        <h1>Monitors</h1>
        <p class="soft" role="status">
          {headline(all.length, countOf(all, 'needs'), isWhole.value)}
        </p>
        <span class="grow" />
        <KillSwitchButton />
      </div>
      <KillSwitches tenants={tenants} />
      {problem && <ProblemNotice problem={problem} />}
      <div class="fleet-tools">
        <label class="search">
          <span class="hidden">Search monitors</span>
          <input
            ref={field}
            type="search"
            placeholder="Search name, tenant, state, version, reason  ( / )"
            value={search}
            onInput={(event) => goQuery({ q: event.currentTarget.value }, { replace: true })}
          />
        </label>
        <div class="filters" role="group" aria-label="Show">
          {filters.map(({ id, text }) => (
            <button
              key={id}
              type="button"
              aria-pressed={id === filter}
              onClick={() => goQuery({ show: id === 'all' ? undefined : id })}
            >
              {text} <span class="count">{new Intl.NumberFormat('en').format(countOf(all, id))}</span>
            </button>
          ))}
        </div>
      </div>
      {shown.length > 0 ? (
        <FleetTable monitors={shown} sort={sort} isReversed={isReversed} />
      ) : !isWhole.value ? (
        !problem && <Loading what="the fleet" />
      ) : all.length === 0 ? (
        <Empty>
          No monitor is running. Start one with <code>temporal-retrain monitor start my.monitor.yaml</code>.
        </Empty>
      ) : (
        <Empty>
          None of {counted(all.length, 'monitor')} is like that.{' '}
          <button type="button" class="link" onClick={() => goQuery({ q: undefined, show: undefined })}>
            Show all
          </button>
        </Empty>
      )}
    </div>
  );
}

// --- internal ---

function tenantsOf(all: readonly MonitorSummary[]): string[] {
  return [...new Set(all.flatMap(({ tenant }) => tenant ?? []))].toSorted();
}

/** Somebody else may see another fleet. */
function watch(): () => void {
  if (readAs !== token.value) forgetFleet();
  readAs = token.value;
  return watchFleet();
}

let readAs: string | null | undefined;

function headline(all: number, needs: number, whole: boolean): string {
  if (!whole) return all === 0 ? '' : `${counted(all, 'monitor')} so far …`;
  const rest = needs === 0 ? 'none needs anybody' : needs === 1 ? '1 needs somebody' : `${needs} need somebody`;
  return `${counted(all, 'monitor')}, ${rest}`;
}
