-- claim: takes the name of a call for a spend that does not exist yet.
--
-- KEYS[1]  hash of the name: spend; route, fingerprint: the request; leased: milliseconds until which
--          nobody else takes a claim that is not bound; bound: 1 when the money is reserved; told: 1
--          when a client was answered; room: JSON, what that answer said is left
-- ARGV[1]  spend id
-- ARGV[2]  route of the request
-- ARGV[3]  fingerprint of the request
-- ARGV[4]  lease, milliseconds
-- ARGV[5]  a spend that has the name, bound, and will never be paid (again); empty: none
--
-- Answers, in the order tried:
--   claimed   by this very spend, now or by an earlier attempt
--   taken, spend, route, fingerprint, bound, told, room
--   claimed   nobody had it, or its lease ended before it was bound, or its spend is over
--
-- After: the spend has the name. A claim that is never bound expires a day later.

local UNBOUND_SECONDS = 86400

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local claim = redis.call('HMGET', KEYS[1], 'spend', 'route', 'fingerprint', 'bound', 'told', 'room', 'leased')
local spend, bound = claim[1], claim[4]
if spend == ARGV[1] then
  return { 'claimed' }
end
if spend and (bound and spend ~= ARGV[5] or not bound and tonumber(claim[7]) > now) then
  return { 'taken', spend, claim[2], claim[3], bound or '0', claim[5] or '0', claim[6] or '' }
end

-- From here it must succeed.
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'spend', ARGV[1], 'route', ARGV[2], 'fingerprint', ARGV[3],
  'leased', string.format('%.0f', now + tonumber(ARGV[4])))
redis.call('EXPIRE', KEYS[1], UNBOUND_SECONDS)
return { 'claimed' }
