/** Every verb by its command's name; the compiler demands one for each command of schema/commands. */
import type { CommandName } from '../../schema/commands/index.ts'
import { admit } from './admissions/admit.ts'
import { cancelAdmit } from './admissions/cancel-admit.ts'
import { cancelDischarge } from './admissions/cancel-discharge.ts'
import { cancelTransfer } from './admissions/cancel-transfer.ts'
import { discharge } from './admissions/discharge.ts'
import { planDischarge } from './admissions/plan-discharge.ts'
import { reclassify } from './admissions/reclassify.ts'
import { swap } from './admissions/swap.ts'
import { transfer } from './admissions/transfer.ts'
import { block } from './beds/block.ts'
import { release } from './beds/release.ts'
import { reserve } from './beds/reserve.ts'
import { staff } from './beds/staff.ts'
import { unblock } from './beds/unblock.ts'
import { ask } from './cleaning/ask.ts'
import { assign as assignCleaning } from './cleaning/assign.ts'
import { cancel } from './cleaning/cancel.ts'
import { finish } from './cleaning/finish.ts'
import { inspect } from './cleaning/inspect.ts'
import { pause as pauseCleaning } from './cleaning/pause.ts'
import { prioritise as prioritiseCleaning } from './cleaning/prioritise.ts'
import { resume as resumeCleaning } from './cleaning/resume.ts'
import { start } from './cleaning/start.ts'
import { cancelBarrier } from './discharges/cancel-barrier.ts'
import { changeBarrier } from './discharges/change-barrier.ts'
import { clearBarrier } from './discharges/clear-barrier.ts'
import { meetsCriteria } from './discharges/meets-criteria.ts'
import { noCriteria } from './discharges/no-criteria.ts'
import { notReady } from './discharges/not-ready.ts'
import { order } from './discharges/order.ts'
import { raiseBarrier } from './discharges/raise-barrier.ts'
import { ready } from './discharges/ready.ts'
import { toLounge } from './discharges/to-lounge.ts'
import { unorder } from './discharges/unorder.ts'
import { claim } from './credentials/claim.ts'
import { issue } from './credentials/issue.ts'
import { issueToken } from './credentials/issue-token.ts'
import { revoke } from './credentials/revoke.ts'
import { revokeToken } from './credentials/revoke-token.ts'
import { attachTag } from './devices/attach-tag.ts'
import { detachTag } from './devices/detach-tag.ts'
import { giveBadge } from './devices/give-badge.ts'
import { register as registerDevice } from './devices/register.ts'
import { ambulanceArrived } from './ed/ambulance-arrived.ts'
import { announceAmbulance } from './ed/announce-ambulance.ts'
import { arrive } from './ed/arrive.ts'
import { cancelAmbulance } from './ed/cancel-ambulance.ts'
import { decide } from './ed/decide.ts'
import { describe } from './ed/describe.ts'
import { expectAmbulance } from './ed/expect-ambulance.ts'
import { handOver } from './ed/hand-over.ts'
import { leaveUnseen } from './ed/leave-unseen.ts'
import { seen } from './ed/seen.ts'
import { setAttendings } from './ed/set-attendings.ts'
import { setRules as setEdRules } from './ed/set-rules.ts'
import { triage } from './ed/triage.ts'
import { undo as undoStep } from './ed/undo.ts'
import { undoAmbulance } from './ed/undo-ambulance.ts'
import { close as closeEmergency } from './emergency/close.ts'
import { open as openEmergency } from './emergency/open.ts'
import { review as reviewEmergency } from './emergency/review.ts'
import { importHistory } from './history/import.ts'
import { layOut } from './hospital/lay-out.ts'
import { maskNames } from './hospital/mask-names.ts'
import { setSender } from './hospital/set-sender.ts'
import { mapLocation } from './interfaces/map-location.ts'
import { renewSecret } from './interfaces/renew-secret.ts'
import { resend } from './interfaces/resend.ts'
import { sendTest } from './interfaces/send-test.ts'
import { setReceiver } from './interfaces/set-receiver.ts'
import { setWebhook } from './interfaces/set-webhook.ts'
import { skip } from './interfaces/skip.ts'
import { unmapLocation } from './interfaces/unmap-location.ts'
import { cancel as cancelObservations } from './observations/cancel.ts'
import { confirm as confirmObservations } from './observations/confirm.ts'
import { setFrequency, setPregnant, setScale } from './observations/prescribed.ts'
import { record as recordObservations } from './observations/record.ts'
import { setRules as setObservationRules } from './observations/set-rules.ts'
import { disable } from './people/disable.ts'
import { enable } from './people/enable.ts'
import { endSessions } from './people/end-sessions.ts'
import { grant } from './people/grant.ts'
import { invite } from './people/invite.ts'
import { mapGroup } from './people/map-group.ts'
import { requireFactor } from './people/require-factor.ts'
import { resetFactors } from './people/reset-factors.ts'
import { revokeGrant } from './people/revoke-grant.ts'
import { unmapGroup } from './people/unmap-group.ts'
import { changeIdentifier } from './patients/change-identifier.ts'
import { endInsurance, noteInsurance } from './patients/insurance.ts'
import { link } from './patients/link.ts'
import { merge } from './patients/merge.ts'
import { noteConsent } from './patients/note-consent.ts'
import { register } from './patients/register.ts'
import { unlink } from './patients/unlink.ts'
import { unmerge } from './patients/unmerge.ts'
import { update } from './patients/update.ts'
import { assign } from './placement/assign.ts'
import { cancelDecline } from './placement/cancel-decline.ts'
import { cancel as cancelRequest } from './placement/cancel.ts'
import { change as changeRequest } from './placement/change.ts'
import { decline } from './placement/decline.ts'
import { endPrecaution } from './placement/end-precaution.ts'
import { ready as readyToMove } from './placement/ready.ts'
import { reopen as reopenRequest } from './placement/reopen.ts'
import { request as requestBed } from './placement/request.ts'
import { send } from './placement/send.ts'
import { setPrecaution } from './placement/set-precaution.ts'
import { absent } from './clinics/absent.ts'
import { callNext } from './clinics/call-next.ts'
import { call } from './clinics/call.ts'
import { comeIn } from './clinics/come-in.ts'
import { finish as finishTicket } from './clinics/finish.ts'
import { leave as leaveQueue } from './clinics/leave.ts'
import { newSlip } from './clinics/new-slip.ts'
import { prioritise as prioritiseTicket } from './clinics/prioritise.ts'
import { putBack } from './clinics/put-back.ts'
import { setClinic } from './clinics/set-clinic.ts'
import { take } from './clinics/take.ts'
import { transfer as transferTicket } from './clinics/transfer.ts'
import { declare } from './surge/declare.ts'
import { setCards } from './surge/set-cards.ts'
import { setRules } from './surge/set-rules.ts'
import { cancelLeave } from './visits/cancel-leave.ts'
import { cancelReturn } from './visits/cancel-return.ts'
import { cancel as cancelVisit } from './visits/cancel.ts'
import { leave } from './visits/leave.ts'
import { move } from './visits/move.ts'
import { preAdmit } from './visits/pre-admit.ts'
import { renumber } from './visits/renumber.ts'
import { reschedule } from './visits/reschedule.ts'
import { comeBack } from './visits/return.ts'
import { ask as askPorter } from './porters/ask.ts'
import { assign as assignPorter } from './porters/assign.ts'
import { cancel as cancelPorter } from './porters/cancel.ts'
import { finish as finishPorter } from './porters/finish.ts'
import { pause as pausePorter } from './porters/pause.ts'
import { prioritise as prioritisePorter } from './porters/prioritise.ts'
import { resume as resumePorter } from './porters/resume.ts'
import { start as startPorter } from './porters/start.ts'
import { begin as beginShift } from './shifts/begin.ts'
import { end as endShift } from './shifts/end.ts'
import { assign as assignWall } from './walls/assign.ts'
import { blank } from './walls/blank.ts'
import { mute } from './walls/mute.ts'
import { pair } from './walls/pair.ts'
import { revoke as revokeWall } from './walls/revoke.ts'
import { turnAway } from './walls/turn-away.ts'
import type { Verb } from './verb.ts'

export const verbs = {
  'patients/register': register,
  'patients/update': update,
  'patients/merge': merge,
  'patients/unmerge': unmerge,
  'patients/note-insurance': noteInsurance,
  'patients/end-insurance': endInsurance,
  'patients/note-consent': noteConsent,
  'patients/link': link,
  'patients/unlink': unlink,
  'patients/change-identifier': changeIdentifier,
  'admissions/admit': admit,
  'admissions/transfer': transfer,
  'admissions/swap': swap,
  'admissions/discharge': discharge,
  'admissions/plan-discharge': planDischarge,
  'admissions/reclassify': reclassify,
  'admissions/cancel-admit': cancelAdmit,
  'admissions/cancel-transfer': cancelTransfer,
  'admissions/cancel-discharge': cancelDischarge,
  'beds/block': block,
  'beds/unblock': unblock,
  'beds/reserve': reserve,
  'beds/release': release,
  'beds/staff': staff,
  'cleaning/ask': ask,
  'cleaning/assign': assignCleaning,
  'cleaning/start': start,
  'cleaning/pause': pauseCleaning,
  'cleaning/resume': resumeCleaning,
  'cleaning/finish': finish,
  'cleaning/inspect': inspect,
  'cleaning/prioritise': prioritiseCleaning,
  'cleaning/cancel': cancel,
  'discharges/order': order,
  'discharges/unorder': unorder,
  'discharges/ready': ready,
  'discharges/not-ready': notReady,
  'discharges/raise-barrier': raiseBarrier,
  'discharges/change-barrier': changeBarrier,
  'discharges/clear-barrier': clearBarrier,
  'discharges/cancel-barrier': cancelBarrier,
  'discharges/no-criteria': noCriteria,
  'discharges/meets-criteria': meetsCriteria,
  'discharges/to-lounge': toLounge,
  'devices/register': registerDevice,
  'devices/attach-tag': attachTag,
  'devices/detach-tag': detachTag,
  'devices/give-badge': giveBadge,
  'credentials/issue': issue,
  'credentials/revoke': revoke,
  'credentials/claim': claim,
  'credentials/issue-token': issueToken,
  'credentials/revoke-token': revokeToken,
  'history/import': importHistory,
  'placement/request': requestBed,
  'placement/change': changeRequest,
  'placement/ready': readyToMove,
  'placement/assign': assign,
  'placement/decline': decline,
  'placement/cancel-decline': cancelDecline,
  'placement/cancel': cancelRequest,
  'placement/reopen': reopenRequest,
  'placement/send': send,
  'placement/set-precaution': setPrecaution,
  'placement/end-precaution': endPrecaution,
  'hospital/lay-out': layOut,
  'hospital/mask-names': maskNames,
  'hospital/set-sender': setSender,
  'interfaces/map-location': mapLocation,
  'interfaces/unmap-location': unmapLocation,
  'interfaces/set-receiver': setReceiver,
  'interfaces/resend': resend,
  'interfaces/skip': skip,
  'interfaces/set-webhook': setWebhook,
  'interfaces/renew-secret': renewSecret,
  'interfaces/send-test': sendTest,
  'visits/pre-admit': preAdmit,
  'visits/cancel': cancelVisit,
  'visits/renumber': renumber,
  'visits/reschedule': reschedule,
  'visits/move': move,
  'visits/leave': leave,
  'visits/return': comeBack,
  'visits/cancel-leave': cancelLeave,
  'visits/cancel-return': cancelReturn,
  'surge/declare': declare,
  'surge/set-rules': setRules,
  'surge/set-cards': setCards,
  'porters/ask': askPorter,
  'porters/assign': assignPorter,
  'porters/start': startPorter,
  'porters/pause': pausePorter,
  'porters/resume': resumePorter,
  'porters/finish': finishPorter,
  'porters/prioritise': prioritisePorter,
  'porters/cancel': cancelPorter,
  'shifts/begin': beginShift,
  'shifts/end': endShift,
  'observations/record': recordObservations,
  'observations/cancel': cancelObservations,
  'observations/confirm': confirmObservations,
  'observations/set-scale': setScale,
  'observations/set-pregnant': setPregnant,
  'observations/set-frequency': setFrequency,
  'observations/set-rules': setObservationRules,
  'people/invite': invite,
  'people/grant': grant,
  'people/revoke-grant': revokeGrant,
  'people/disable': disable,
  'people/enable': enable,
  'people/end-sessions': endSessions,
  'people/reset-factors': resetFactors,
  'people/require-factor': requireFactor,
  'people/map-group': mapGroup,
  'people/unmap-group': unmapGroup,
  'walls/pair': pair,
  'walls/turn-away': turnAway,
  'walls/assign': assignWall,
  'walls/blank': blank,
  'walls/mute': mute,
  'walls/revoke': revokeWall,
  'emergency/open': openEmergency,
  'emergency/close': closeEmergency,
  'emergency/review': reviewEmergency,
  'ed/announce-ambulance': announceAmbulance,
  'ed/expect-ambulance': expectAmbulance,
  'ed/ambulance-arrived': ambulanceArrived,
  'ed/hand-over': handOver,
  'ed/cancel-ambulance': cancelAmbulance,
  'ed/undo-ambulance': undoAmbulance,
  'ed/arrive': arrive,
  'ed/describe': describe,
  'ed/triage': triage,
  'ed/seen': seen,
  'ed/decide': decide,
  'ed/leave-unseen': leaveUnseen,
  'ed/undo': undoStep,
  'ed/set-rules': setEdRules,
  'ed/set-attendings': setAttendings,
  'clinics/set-clinic': setClinic,
  'clinics/take': take,
  'clinics/new-slip': newSlip,
  'clinics/call-next': callNext,
  'clinics/call': call,
  'clinics/come-in': comeIn,
  'clinics/finish': finishTicket,
  'clinics/absent': absent,
  'clinics/leave': leaveQueue,
  'clinics/put-back': putBack,
  'clinics/transfer': transferTicket,
  'clinics/prioritise': prioritiseTicket,
} satisfies { [C in CommandName]: Verb<C> }
