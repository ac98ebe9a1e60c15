-- claim: takes the name of a call for a spend that does not exist yet.
--
-- KEYS[1]  string of the name: '<spend> <leased> <bound> <told> <fingerprint> <route>', then, on a line
--          of its own, <room>. Leased: milliseconds until which nobody else takes a claim that is not
--          bound; bound: 1 when the money is reserved, else 0; told: 1 when a client was answered;
--          fingerprint, route: the request; room: JSON, what that answer said is left
-- ARGV[1]  spend id
-- ARGV[2]  route of the request
-- ARGV[3]  fingerprint of the request
-- ARGV[4]  lease, milliseconds
-- ARGV[5]  a spend that has the name, bound, and will never be paid (again); empty: none
--
-- Answers, in the order tried:
--   claimed   by this very spend, now or by an earlier attempt
--   taken, spend, route, fingerprint, bound, told, room, leased: 1 while it is
--   claimed   nobody had it, or its lease ended before it was bound, or its spend is over
--
-- After: the spend has the name. A claim that is never bound expires a day later.

local UNBOUND_SECONDS = '86400'

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
local claim = redis.call('GET', KEYS[1])
if claim then
  local spend, leased, bound, told, fingerprint, route, room =
    string.match(claim, '^(%S+) (%d+) (%d) (%d) (%S+) ([^\n]*)\n(.*)$')
  if not spend then
    return redis.error_reply('ERR a claim of another form')
  end
  if spend == ARGV[1] then
    return { 'claimed' }
  end
  if bound == '1' and spend ~= ARGV[5] or bound == '0' and tonumber(leased) > now then
    return { 'taken', spend, route, fingerprint, bound, told, room, tonumber(leased) > now and '1' or '0' }
  end
end

-- From here it must succeed.
local leased = string.format('%.0f', now + tonumber(ARGV[4]))
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. leased .. ' 0 0 ' .. ARGV[3] .. ' ' .. ARGV[2] .. '\n', 'EX', UNBOUND_SECONDS)
return { 'claimed' }
