// Made of docs/openapi.json by scripts/page-schema.ts; a test sees that it is fresh.
export interface paths {
  '/v1/models': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModels'];
    put?: never;
    post: operations['postVModels'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModel'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/explanation': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelExplanation'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/ledger': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelLedger'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/series': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelSeries'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/played': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelPlayed'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/approval': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelApproval'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/retrain': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelRetrain'];
    put?: never;
    post: operations['postVModelsModelRetrain'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/retrains/{generation}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelRetrainsGeneration'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/foresight': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelForesight'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/marks': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelMarks'];
    put?: never;
    post: operations['postVModelsModelMarks'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/policy/preview': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVModelsModelPolicyPreview'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/trail': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelTrail'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/sparklines': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVSparklines'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/champion': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelChampion'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/versions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelVersions'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/history': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelHistory'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/schema': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVSchema'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/policy': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVModelsModelPolicy'];
    put: operations['putVModelsModelPolicy'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/pause': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVModelsModelPause'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/resume': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVModelsModelResume'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/stop': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVModelsModelStop'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/cancel': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVModelsModelCancel'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/approve': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVModelsModelApprove'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/reject': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVModelsModelReject'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/rollback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVModelsModelRollback'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/adopt': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVModelsModelAdopt'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/release': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVModelsModelRelease'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/forget-segment': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVModelsModelForgetSegment'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/kill-switches': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVKillSwitches'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/kill-switches/on': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVKillSwitchesOn'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/kill-switches/off': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postVKillSwitchesOff'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getVSession'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/observations': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postObservations'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/models/{model}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getModelEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: operations['getFleetEvents'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/prometheus/write': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post: operations['postPrometheusWrite'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/healthz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/plain': string;
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/readyz': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/plain': string;
          };
        };
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/metrics': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'text/plain': string;
          };
        };
        default: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/problem+json': components['schemas']['Problem'];
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get: {
      parameters: {
        query?: never;
        header?: never;
        path?: never;
        cookie?: never;
      };
      requestBody?: never;
      responses: {
        200: {
          headers: {
            [name: string]: unknown;
          };
          content: {
            'application/json': {
              [key: string]: unknown;
            };
          };
        };
      };
    };
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    Fleet: {
      monitors: components['schemas']['MonitorSummary'][];
      nextPage: string | null;
    };
    MonitorSummary: {
      model: string;
      workflowId: string;
      runId: string;
      status: string;
      taskQueue: string;
      startedAt: string;
      tenant: string | null;
      state: string | null;
      retrainFailed?: true;
      breakerOpen?: true;
      severity: string | null;
      champion: string | null;
      lastReason: string | null;
      hasWorker: boolean | null;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      detail: string;
      code?: string;
      issues?: {
        field: string;
        message: string;
      }[];
    };
    MonitorView: {
      model: string;
      tenant: string | null;
      phase: 'active' | 'paused' | 'stopped';
      pausedBy: {
        at: number;
        actor: string;
        comment: string;
      } | null;
      level: 'warming-up' | 'stable' | 'warning' | 'drift' | 'no-data';
      status: string;
      summary: string;
      champion: string | null;
      generation: number;
      inFlight: components['schemas']['InFlight'] | null;
      approval: components['schemas']['Approval'] | null;
      lastRetrain: components['schemas']['LastRetrain'] | null;
      shadow: components['schemas']['LiveTrial'] | null;
      probation: components['schemas']['LiveTrial'] | null;
      rollback: {
        at: number;
        actor: string;
      } | null;
      adoption: {
        at: number;
        actor: string;
        comment: string;
        version: string;
      } | null;
      registry: {
        id: string | null;
        trouble: {
          kind: string;
          text: string;
          since: number;
        } | null;
        differs: string | null;
      };
      pullFaults?: {
        metric: string;
        text: string;
        since: number;
      }[];
      notifiers?: {
        name: string;
        since: number;
        error: string;
        waiting: number;
        missed: number;
      }[];
      commandFailed: {
        at: number;
        command: string;
        message: string;
      } | null;
      killSwitch: {
        scope:
          | {
              all: true;
            }
          | {
              tenant: string;
            }
          | {
              model: string;
            }
          | null;
        since: number;
        actor: string;
        comment: string;
      } | null;
      holds: components['schemas']['Hold'][];
      triggers: {
        key: string;
        code: 'drift' | 'still-in-drift' | 'schedule' | 'manual';
        severity: 'soft' | 'full';
        reasons: components['schemas']['Reason'][];
        raisedAt: number;
      }[];
      breakerOpenedAt: number | null;
      escalated: boolean;
      policyRevision: number;
      startedAt: number;
      next: {
        at: number;
        what: string;
      } | null;
      schedules: {
        id: string;
        nextAt: number;
        due: number;
        coalesced: number;
      }[];
      series: components['schemas']['Series'][];
      counts: {
        observations: number;
        batches: number;
        duplicates: number;
        repeated: number;
        indistinct: number;
        unknownMetric: number;
        outOfOrder: number;
        tooLate: number;
        evaluations: number;
      };
      refused: {
        at: number;
        reason: string;
      }[];
      sources: number;
    };
    InFlight: {
      generation: number;
      retrainId: string;
      kind: 'soft' | 'full';
      launchedAt: number;
      startedAt: number | null;
      cancelled?: {
        at: number;
        actor: string;
        comment: string;
      };
      reasons: components['schemas']['Reason'][];
    };
    Reason: {
      type: string;
      text: string;
      actor?: string;
    };
    Approval: {
      generation: number;
      version: string;
      against?: string | null;
      report?: components['schemas']['ChallengerReport'];
      since: number;
      timeoutAt: number | null;
      onTimeout: 'reject' | 'promote';
      decided: {
        at: number;
        actor: string;
        comment: string;
      } | null;
    };
    ChallengerReport: {
      samples: number | null;
      metrics: {
        metric: string;
        champion: number | null;
        challenger: number | null;
      }[];
      gate: components['schemas']['GateLine'][];
    };
    GateLine: {
      rule: string;
      passed: boolean;
      text: string;
    };
    LastRetrain: {
      generation: number;
      kind: 'soft' | 'full';
      status: string;
      version: string | null;
      startedAt: number;
      finishedAt: number;
      note: string | null;
      outcome: string;
      gate?: components['schemas']['GateLine'][];
    };
    LiveTrial: {
      generation: number;
      version: string;
      against: string;
      since: number;
      until: number;
    };
    Hold: {
      by:
        | 'starting'
        | 'cooldown'
        | 'in-flight'
        | 'paused'
        | 'quiet-hours'
        | 'freeze'
        | 'budget'
        | 'probation'
        | 'shadow'
        | 'kill-switch'
        | 'circuit-breaker'
        | 'approval'
        | 'registry'
        | 'champion-lost';
      until: number | null;
      note?: string;
    };
    Series: {
      metric: string;
      segment: string;
      level: 'warming-up' | 'stable' | 'warning' | 'drift' | 'no-data';
      n: number;
      last: number;
      ewma: number;
      lastAt: number;
      undated?: true;
    };
    Explanation: {
      model: string;
      at: number;
      summary: string;
      distances: components['schemas']['Distance'][];
      holds: components['schemas']['Hold'][];
      warnings?: string[];
      registry?: string[];
      pull?: string[];
      notifiers?: string[];
      retrying?: string[];
      refused?: {
        at: number;
        reason: string;
      }[];
      waiting: string[];
      challenger?: {
        version: string;
        against: string | null;
        report?: components['schemas']['ChallengerReport'];
      };
      gate?: components['schemas']['GateLine'][];
      decisions: components['schemas']['Decision'][];
      trials: string[];
      judged: {
        generation: number;
        version: string;
        outcome: 'approved' | 'rejected' | 'timed-out' | 'superseded';
        actor: string;
        comment: string;
        at: number;
      } | null;
      served?: string[];
      marks?: components['schemas']['Marking'][];
      evaluations: number;
      withoutConsequence: number;
    };
    Distance: {
      metric: string;
      segment: string;
      detector: string;
      type: string;
      level: 'warming-up' | 'stable' | 'warning' | 'drift' | 'no-data';
      statistic: number | null;
      limit: number | null;
      toFiring: number | null;
      fires?: 'above' | 'below';
      isValue?: boolean;
      driftSince?: number;
      asksForNothing?: true;
      knows?: string[];
      n: number;
      rows?: number;
      patience?: {
        beyond: number;
        atLeast: number;
        of: number;
      };
      text: string;
    };
    Decision: {
      at: number;
      decision: 'launched' | 'held' | 'expired' | 'settled' | 'rejudged' | 'none';
      reasonCodes: string[];
      reasons: components['schemas']['Reason'][];
      heldBy: components['schemas']['Hold'][];
      evidence: components['schemas']['Evidence'][];
      severity: 'none' | 'soft' | 'full';
      policyRevision: number;
      generation: number | null;
      note?: string;
    };
    Evidence: {
      metric: string;
      segment?: string;
      detector: string;
      statistic: number | null;
      limit: number | null;
      n: number;
      windowFrom: number | null;
      windowTo: number | null;
    };
    Marking: {
      target: string;
      isTrue: boolean;
      actor: string;
      comment: string;
      at: number;
    };
    Ledger: {
      model: string;
      decisions: components['schemas']['Decision'][];
      more: number;
    };
    SeriesOfModel: {
      model: string;
      series: (components['schemas']['Series'] & {
        values: number[];
      })[];
    };
    Played: {
      model: string;
      from: number | null;
      to: number | null;
      fromBirth: boolean;
      runs: number;
      agrees: boolean;
      observations: number;
      series: components['schemas']['PlayedSeries'][];
      more: number;
      champions: components['schemas']['ChampionBand'][];
      spans: components['schemas']['Span'][];
      marks: components['schemas']['Mark'][];
      decisions: components['schemas']['PlayedDecision'][];
    };
    PlayedSeries: {
      metric: string;
      segment: string;
      observations: number;
      isSampled: boolean;
      at: number[];
      heard: number[];
      count: number[];
      value: number[];
      min: number[];
      max: number[];
      average: (number | null)[];
      level: ('warming-up' | 'stable' | 'warning' | 'drift' | 'no-data')[];
      detectors: components['schemas']['PlayedDetector'][];
      late: components['schemas']['Aside'];
      excluded: components['schemas']['Aside'] & unknown;
      before: components['schemas']['TrailColumns'] | null;
    };
    PlayedDetector: {
      id: string;
      type: string;
      fires: 'above' | 'below';
      isValue: boolean;
      statistic: (number | null)[];
      limit: (number | null)[];
      level: ('warming-up' | 'stable' | 'warning' | 'drift' | 'no-data')[];
    };
    Aside: {
      at: number[];
      value: number[];
      heard: number[];
    };
    TrailColumns: {
      everyMs: number;
      at: number[];
      count: number[];
      mean: number[];
      min: number[];
      max: number[];
      average: number[];
    };
    ChampionBand: {
      version: string | null;
      from: number;
      until: number | null;
      eventFrom: number;
      eventUntil: number | null;
      by: string | null;
      why: string;
    };
    Span: {
      kind:
        | 'hold'
        | 'drift'
        | 'no-data'
        | 'retrain'
        | 'approval'
        | 'shadow'
        | 'probation'
        | 'pause'
        | 'kill-switch'
        | 'breaker'
        | 'registry-trouble';
      from: number;
      until: number | null;
      eventFrom: number;
      eventUntil: number | null;
      text: string;
      by?:
        | 'starting'
        | 'cooldown'
        | 'in-flight'
        | 'paused'
        | 'quiet-hours'
        | 'freeze'
        | 'budget'
        | 'probation'
        | 'shadow'
        | 'kill-switch'
        | 'circuit-breaker'
        | 'approval'
        | 'registry'
        | 'champion-lost';
      metric?: string;
      segment?: string;
      detector?: string;
      generation?: number;
      version?: string;
      outcome?: string;
    };
    Mark: {
      at: number;
      seen: number | null;
      eventAt: number;
      kind: string;
      text: string;
      id?: string;
      metric?: string;
      segment?: string;
      detector?: string;
      generation?: number;
      version?: string;
      actor?: string;
      verdict?: {
        isTrue: boolean;
        actor: string;
        comment: string;
        at: number;
      };
    };
    PlayedDecision: components['schemas']['Decision'] & {
      eventAt: number;
    };
    ApprovalOfModel: {
      model: string;
      approval: components['schemas']['ApprovalReport'] | null;
      warning?: string;
    };
    ApprovalReport: {
      generation: number;
      version: string;
      against: string | null;
      kind: string | null;
      since: number;
      timeoutAt: number | null;
      onTimeout: 'reject' | 'promote';
      decided: {
        at: number;
        actor: string;
        comment: string;
      } | null;
      text: string;
      champion: components['schemas']['ApprovalSide'] | null;
      challenger: components['schemas']['ApprovalSide'];
      metrics: components['schemas']['ComparedMetric'][];
      slices: components['schemas']['ComparedSlice'][];
      checks: components['schemas']['GateCheck'][];
      loss: components['schemas']['PairedLoss'] | null;
      hyperparameters: {
        name: string;
        champion?: unknown;
        challenger?: unknown;
        changed: boolean;
      }[];
      reasons: components['schemas']['Reason'][];
      evidence: components['schemas']['Evidence'][];
    };
    ApprovalSide: {
      version: string;
      createdAt: number | null;
      samples: number | null;
      bytes: number | null;
      sha256: string | null;
      dataWindow: {
        from: number | null;
        to: number | null;
        samples: number;
      } | null;
      hyperparameters: {
        [key: string]: unknown;
      } | null;
    };
    ComparedMetric: {
      metric: string;
      champion: number | null;
      challenger: number | null;
      better: 'champion' | 'challenger' | 'neither' | null;
    };
    ComparedSlice: {
      slice: string;
      metric: string;
      champion: number | null;
      challenger: number | null;
      passed: boolean | null;
    };
    GateCheck: {
      rule: string;
      metric: string;
      slice?: string;
      champion: number | null;
      challenger: number | null;
      limit: number | null;
      passed: boolean;
      text: string;
    };
    PairedLoss: {
      samples: number;
      gain: number;
      low: number | null;
      high: number | null;
      pValue: number;
      limit: number | null;
    };
    Retrain: {
      model: string;
      progress: components['schemas']['RetrainProgress'] | null;
      jobs: components['schemas']['RunningJob'][];
    };
    RetrainProgress: {
      retrainId: string;
      stage: 'preparing' | 'tuning' | 'training' | 'evaluating' | 'registering' | 'promoting' | 'done';
      trials: {
        number: number;
        params: {
          [key: string]: unknown;
        };
        state: string;
        value: number | null;
      }[];
      study?: {
        planned: number;
        begun: number;
        failed: number;
        pruned: number;
        metric: string;
        goal: 'maximize' | 'minimize';
        best: {
          number: number;
          value: number;
        } | null;
      };
      version: string | null;
    };
    RunningJob: {
      activity: string;
      attempt: number;
      scheduledAt: number | null;
      startedAt: number | null;
      isWaiting: boolean;
      taskQueue: string | null;
      nextAt: number | null;
      heartbeatAt: number | null;
      fraction: number | null;
      message: string | null;
      score: number | null;
      log: string[];
      failure: string | null;
    };
    RetrainRecord: {
      model: string;
      generation: number;
      retrainId: string;
      kind: 'soft' | 'full' | null;
      startedAt: number | null;
      finishedAt: number | null;
      status: string | null;
      version: string | null;
      previousVersion: string | null;
      trials: number | null;
      error: string | null;
      metrics: {
        [key: string]: number;
      } | null;
      checks: {
        rule: string;
        passed: boolean;
        text: string;
      }[];
      policyRevision: number | null;
      dataUntil: number | null;
      reasons: components['schemas']['Reason'][];
      evidence: components['schemas']['Evidence'][];
      decisions: components['schemas']['Decision'][];
      verdict: components['schemas']['Marking'] | null;
    };
    ForesightOfModel: {
      model: string;
      commands: components['schemas']['Foresight'][];
    };
    Foresight: {
      command:
        | 'pause'
        | 'resume'
        | 'stop'
        | 'retrain'
        | 'rebuild'
        | 'cancel'
        | 'approve'
        | 'reject'
        | 'rollback'
        | 'release'
        | 'adopt';
      isAllowed: boolean;
      text: string;
    };
    MarksOfModel: {
      model: string;
      marks: components['schemas']['Marking'][];
    };
    PolicyPreview: {
      model: string;
      text: string;
      from: number | null;
      to: number | null;
      observations: number;
      isCut: boolean;
      current: components['schemas']['PreviewedPolicy'];
      proposed: components['schemas']['PreviewedPolicy'];
    };
    PreviewedPolicy: {
      retrains: {
        at: number;
        eventAt: number;
        kind: 'soft' | 'full';
        reasons: components['schemas']['Reason'][];
        text: string;
      }[];
      findings: string[];
    };
    Trail: {
      model: string;
      at: number;
      status: string;
      level: 'warming-up' | 'stable' | 'warning' | 'drift' | 'no-data';
      series: components['schemas']['TrailSeries'][];
      more: number;
    };
    TrailSeries: {
      metric: string;
      segment: string;
      level: 'warming-up' | 'stable' | 'warning' | 'drift' | 'no-data';
      n: number;
      last: number;
      ewma: number;
      lastAt: number;
      nearest?: {
        detector: string;
        statistic: number | null;
        limit: number | null;
        toFiring: number | null;
        text: string;
      };
      trail: components['schemas']['TrailColumns'] | null;
    };
    Sparklines: {
      models: components['schemas']['Trail'][];
      unanswered: {
        model: string;
        detail: string;
      }[];
    };
    Version: {
      version: string;
      createdAt: number;
      artifact: components['schemas']['Artifact'];
      metrics: {
        [key: string]: number;
      };
      streams: string[];
      aliases: ('champion' | 'challenger' | 'previous')[];
      became?: string;
      lineage: {
        parent: string | null;
        generation: number;
        kind: 'soft' | 'full' | 'initial';
        policyRevision: number;
        reasons: string[];
        hyperparameters: {
          [key: string]: unknown;
        } | null;
        dataWindow: {
          from: number | null;
          to: number | null;
          samples: number;
          digest?: string;
        } | null;
      };
      gate:
        | (components['schemas']['ChallengerReport'] & {
            passed: boolean;
          })
        | null;
    };
    Artifact: {
      uri: string;
      sha256: string;
      bytes: number;
    };
    Versions: {
      model: string;
      registry: string;
      champion: string | null;
      challenger: string | null;
      previous: string | null;
      shown?: string | null;
      serving: components['schemas']['Version'] | null;
      versions: components['schemas']['Version'][];
      more: number;
      registryId?: string;
      warning?: string;
    };
    History: {
      model: string;
      reigns: components['schemas']['Reign'][];
      warning?: string;
    };
    Reign: {
      version: string | null;
      from: number;
      until: number | null;
      actor: string;
      reason: string;
    };
    Started: {
      model: string;
      workflowId: string;
      started: boolean;
      warnings: string[];
      differences?: {
        field: string;
        text: string;
      }[];
    };
    Policy: {
      monitor: {
        [key: string]: unknown;
      };
      config: {
        [key: string]: unknown;
      };
      policy: {
        [key: string]: unknown;
      };
      revision: number;
    };
    PolicyChanged: {
      model: string;
      changed: boolean;
      revision: number;
      differences: {
        field: string;
        text: string;
      }[];
      anew: string[];
      gone: string[];
    };
    KillSwitches: {
      killSwitches: {
        scope: components['schemas']['KillSwitchScope'];
        since: string;
        actor: string;
        comment: string;
      }[];
    };
    KillSwitchScope:
      | {
          all: true;
        }
      | {
          tenant: string;
        }
      | {
          model: string;
        };
    Turned: {
      scope: components['schemas']['KillSwitchScope'];
      changed: boolean;
      monitors: number | null;
      text: string;
    };
    Session: {
      actor: string;
      role: 'sender' | 'viewer' | 'operator' | 'approver';
      by: 'token' | 'sign-in' | 'proxy' | 'loopback';
    };
    Intake: {
      model: string;
      taken: number;
      refused: number;
      ignored: number;
      odd: number;
      delivered: boolean;
      waiting?: string;
      namesChecked: boolean;
      faults: {
        row: number;
        message: string;
      }[];
    };
    Row: {
      at?: string | number;
      version?: string;
    } & {
      [key: string]: unknown;
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getVModels: {
    parameters: {
      query?: {
        state?:
          | 'stable'
          | 'warning'
          | 'drift'
          | 'no-data'
          | 'warming-up'
          | 'retraining'
          | 'awaiting-approval'
          | 'shadow'
          | 'probation'
          | 'paused'
          | 'broken'
          | 'killed'
          | 'stopped';
        tenant?: string;
        champion?: string;
        ended?: 'true' | 'false';
        pageSize?: number;
        page?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Fleet'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModels: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          monitor: {
            [key: string]: unknown;
          };
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Started'];
        };
      };
      201: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Started'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelExplanation: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Explanation'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelLedger: {
    parameters: {
      query?: {
        limit?: number;
      };
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Ledger'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelSeries: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['SeriesOfModel'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelPlayed: {
    parameters: {
      query?: {
        from?: string;
        to?: string;
        metric?: string;
        segment?: string;
        points?: number;
      };
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Played'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelApproval: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ApprovalOfModel'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelRetrain: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Retrain'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelRetrain: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          severity?: 'soft' | 'full';
          respectHolds?: boolean;
          withoutChampion?: boolean;
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelRetrainsGeneration: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
        generation: number;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RetrainRecord'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelForesight: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ForesightOfModel'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelMarks: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MarksOfModel'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelMarks: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          target: string;
          isTrue: boolean;
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelPolicyPreview: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          monitor: {
            [key: string]: unknown;
          };
          days?: number;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PolicyPreview'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelTrail: {
    parameters: {
      query?: {
        series?: number;
      };
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Trail'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVSparklines: {
    parameters: {
      query?: {
        models?: string;
        series?: number;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Sparklines'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelChampion: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Version'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelVersions: {
    parameters: {
      query?: {
        limit?: number;
      };
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Versions'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelHistory: {
    parameters: {
      query?: {
        limit?: number;
      };
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['History'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVSchema: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            [key: string]: unknown;
          };
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVModelsModelPolicy: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Policy'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  putVModelsModelPolicy: {
    parameters: {
      query?: {
        dryRun?: 'true' | 'false';
      };
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          monitor: {
            [key: string]: unknown;
          };
          comment?: string;
          revision?: number;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['PolicyChanged'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelPause: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelResume: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelStop: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelCancel: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          generation?: number;
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelApprove: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          version: string;
          inPlaceOf?: string;
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelReject: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          version: string;
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelRollback: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelAdopt: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          version: string;
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelRelease: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: {
      content: {
        'application/json': {
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVModelsModelForgetSegment: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          segment: string;
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['MonitorView'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVKillSwitches: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['KillSwitches'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVKillSwitchesOn: {
    parameters: {
      query?: {
        dryRun?: 'true' | 'false';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          scope:
            | {
                all: true;
              }
            | {
                tenant: string;
              }
            | {
                model: string;
              };
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Turned'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postVKillSwitchesOff: {
    parameters: {
      query?: {
        dryRun?: 'true' | 'false';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': {
          scope:
            | {
                all: true;
              }
            | {
                tenant: string;
              }
            | {
                model: string;
              };
          comment?: string;
        };
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Turned'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getVSession: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Session'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postObservations: {
    parameters: {
      query?: {
        format?: 'json' | 'ndjson' | 'csv';
        timeUnit?: 'ms' | 's' | 'us' | 'ns' | 'day';
        ignoreUnknown?: 'true' | 'false';
        force?: 'true' | 'false';
        source?: string;
        sequence?: number;
      };
      header?: {
        'idempotency-key'?: string;
      };
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/json': components['schemas']['Row'] | components['schemas']['Row'][];
        'application/x-ndjson': string;
        'text/csv': string;
      };
    };
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Intake'];
        };
      };
      202: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Intake'];
        };
      };
      207: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['Intake'];
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getModelEvents: {
    parameters: {
      query?: never;
      header?: {
        'last-event-id'?: string;
      };
      path: {
        model: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  getFleetEvents: {
    parameters: {
      query?: never;
      header?: {
        'last-event-id'?: string;
      };
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'text/event-stream': string;
        };
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
  postPrometheusWrite: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        'application/x-protobuf': string;
      };
    };
    responses: {
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      default: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
    };
  };
}
