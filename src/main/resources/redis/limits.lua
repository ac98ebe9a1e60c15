-- limits.lua: what the scripts that look at limits share; put, behind adding.lua, in front of each.
--
-- The field '<scope>' in <root>:limit is a text of lines of words, of two kinds:
--   <id> <window> <'all', 'class:<class>' or 'model:<model>'> <amount> <'hard' or 'watch'>
--     <thresholds: per cent, ascending, with commas, '-' for none>
--   <id> raise <id of the limit> <amount> <until: milliseconds> <by> <reason: the rest of the line>
-- The field '<scope>!' is what lines.lua makes of it, to be read fast. Only set_limit.lua and raise.lua
-- write them.
--
-- What counts against a limit is in <root>:count
--   '<limit> <bounds>'    micro-dollars
--   '<limit> <bounds>!'   the last threshold told of
--   '<limit>'             the bounds of its last two windows, the newer one first; older ones are gone
-- from the first time on that somebody asks in a window; it begins with what adding.lua adds up. It is
-- named by where its window begins and ends, because two calendars may give two windows one id.

local AMOUNT_MAX = 9007199254740991

local function raisedBy(raises)
  local sum = 0
  for _, raise in ipairs(raises or {}) do
    sum = sum + (raise[2] > now and raise[1] or 0)
  end
  return sum
end

-- The limits of some scopes: about one class and model, or, without them, all.
local function limitsOf(scopes, windows, bounds, class, model)
  local limits, fields = {}, {}
  local organisation, others = windowsOf(windows)
  local ofOrganisation, ofOthers = windowsOf(bounds)
  for i, scope in ipairs(scopes) do
    fields[i] = scope .. '!'
  end
  for i, packed in ipairs(redis.call('HMGET', key('limit'), unpack(fields))) do
    local ids, ends = others, ofOthers
    if scopes[i] == 'org' then
      ids, ends = organisation, ofOrganisation
    end
    local flat = packed and { cmsgpack.unpack(packed) } or {}
    for j = 1, #flat, 9 do
      local on = flat[j + 3]
      if not class or on == 'all' or on == class or on == model then
        local id, window, amount = flat[j + 1], flat[j + 2], flat[j + 4]
        local raised = flat[j + 8] and math.min(raisedBy(flat[j + 8]), AMOUNT_MAX - amount) or 0
        limits[#limits + 1] = {
          line = flat[j], id = id, window = window, on = on, isHard = flat[j + 5], thresholds = flat[j + 6],
          lowest = flat[j + 7], scope = scopes[i], windowId = ids[window], bounds = ends[window],
          counter = id .. ' ' .. ends[window], raised = raised, room = amount + raised, used = 0, told = 0,
        }
      end
    end
  end
  return limits
end

-- Those that apply to what a spend buys.
local function limitsOfSpend(team, what, windows, bounds)
  local apiKey, class, model = string.match(what, '^(%S+) (%S+) (%S+) ')
  local scopes = { 'org', 'team:' .. team, 'key:' .. apiKey }
  return limitsOf(scopes, windows, bounds, 'class:' .. class, 'model:' .. model)
end

-- Begins to count in a window. The counters of the window before the last one go: nothing is reserved
-- there any more, and if something were, it would be added up.
local function begin(limit)
  local last, old = string.match(redis.call('HGET', key('count'), limit.id) or '', '^(%S+) ?(%S*)$')
  redis.call('HSET', key('count'), limit.counter, whole(limit.used), limit.id, limit.bounds .. (last and ' ' .. last or ''))
  if old and old ~= '' then
    redis.call('HDEL', key('count'), limit.id .. ' ' .. old, limit.id .. ' ' .. old .. '!')
  end
end

-- Fills in what is used of limits, and the last thresholds told of.
local function measure(limits, team)
  if #limits == 0 then
    return
  end
  local fields = {}
  for i, limit in ipairs(limits) do
    fields[2 * i - 1], fields[2 * i] = limit.counter, limit.counter .. '!'
  end
  local values = redis.call('HMGET', key('count'), unpack(fields))
  for i, limit in ipairs(limits) do
    local counted, last = values[2 * i - 1], values[2 * i]
    limit.told = last and tonumber(last) or 0
    if counted then
      limit.used = tonumber(counted)
    else
      limit.used = addedUp(limit, team)
      begin(limit)
    end
  end
end

-- Six facts: the limit's line, what is raised, window id, used, held, in doubt.
local function facts(limit, team)
  local open = unsettled(limit, team)
  return limit.line, limit.raised, limit.windowId, limit.used, open.held, open.doubt
end

local EVENTS_MAX = '100000'

-- Tells of thresholds that are reached, in the stream <root>:event; answers the last one told of.
local function tell(limit, spend)
  local told = limit.told
  if not limit.lowest or limit.used * 100 < limit.lowest * limit.room then
    return told
  end
  for text in string.gmatch(limit.thresholds, '%d+') do
    local threshold = tonumber(text)
    if threshold > told and limit.used * 100 >= threshold * limit.room then
      told = threshold
      redis.call('XADD', key('event'), 'MAXLEN', '~', EVENTS_MAX, '*', 'type', 'threshold', 'limit', limit.id,
        'scope', limit.scope, 'window', limit.window, 'windowId', limit.windowId, 'threshold', text,
        'amount', whole(limit.room), 'used', whole(limit.used), 'spend', spend)
    end
  end
  return told
end
