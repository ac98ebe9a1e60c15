-- authorize: writes a signed authorization down, before it may be sent.
--
-- KEYS[1]  root of the books
-- ARGV[1]  spend id
-- ARGV[2]  nonce
-- ARGV[3]  payee
-- ARGV[4]  the rest of the authorization: JSON, not looked into
-- ARGV[5]  its signature
-- ARGV[6]  milliseconds until somebody else looks after the spend
--
-- Answers, in the order tried:
--   unknown_spend
--   already_done   the spend carries this very authorization
--   elsewhere, state
--   stopped, what stops it, and the text of the stop; guard.lua tells both
--   done
--
-- After: the spend is authorized, its money still held; it can no longer be given back by time alone.

local hash = key('spend:' .. ARGV[1])
local known = redis.call('HMGET', hash, 'state', 'nonce', 'what')
local state = known[1]
if not state then
  return { 'unknown_spend' }
end
if state == 'authorized' and known[2] == ARGV[2] then
  return { 'already_done' }
end
if state ~= 'reserved' then
  return { 'elsewhere', state }
end
local which, stop = stopOf(known[3])
if which then
  return { 'stopped', which, stop }
end

-- From here it must succeed.
redis.call('HSET', hash, 'state', 'authorized', 'nonce', ARGV[2], 'payee', ARGV[3], 'cheque', ARGV[4],
  'signature', ARGV[5])
attend(ARGV[1], ARGV[6])
return { 'done' }
