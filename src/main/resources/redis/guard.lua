-- guard.lua: what stands before the treasury whatever the limits say. Put in front of each script that
-- reserves, authorizes or gives back.
--
--   <root>:stop        hash    'all', 'token' or 'route <model> <operation>'
--                              -> '<by> <milliseconds> <reason: the rest>'
--   <root>:flow:<day>  hash    hour (00 to 23) -> micro-dollars reserved in it and not given back;
--                              kept for 40 days
-- Hours and days are of UTC and of Redis's own clock: nobody's calendar and no limit moves them.

local FLOW_KEPT = '3456000'
local HOUR = 3600000

-- What stops a spend, and its text; nothing where nothing does.
local function stopOf(what)
  local model, operation = string.match(what, '^%S+ %S+ (%S+) (%S+) ')
  local fields = { 'all', 'token', 'route ' .. model .. ' ' .. operation }
  for i, text in ipairs(redis.call('HMGET', key('stop'), unpack(fields))) do
    if text then
      return fields[i], text
    end
  end
end

local function hourOf(time)
  return string.format('%02d', math.floor(time / HOUR) % 24)
end

-- The ceiling, for an hour or a day, that an amount would break; '-' stands for none.
local function ceilingOver(amount, ofHour, ofDay)
  local flow = key('flow:' .. today)
  if ofHour ~= '-' then
    local used = tonumber(redis.call('HGET', flow, hourOf(now)) or '0')
    if used + amount > tonumber(ofHour) then
      return { 'over_ceiling', 'hour', ofHour, used, HOUR - now % HOUR }
    end
  end
  if ofDay ~= '-' then
    local used = 0
    for _, ofOne in ipairs(redis.call('HVALS', flow)) do
      used = used + tonumber(ofOne)
    end
    if used + amount > tonumber(ofDay) then
      return { 'over_ceiling', 'day', ofDay, used, DAY - now % DAY }
    end
  end
end

local function flowOut(amount)
  local flow = key('flow:' .. today)
  if redis.call('HINCRBY', flow, hourOf(now), amount) == tonumber(amount) then
    redis.call('EXPIRE', flow, FLOW_KEPT)
  end
end

-- Back into the hour in which it was reserved, as long as that is kept.
local function flowBack(reservedAt, amount)
  local flow, hour = key('flow:' .. date(reservedAt)), hourOf(reservedAt)
  if redis.call('HEXISTS', flow, hour) == 1 then
    redis.call('HINCRBY', flow, hour, '-' .. amount)
  end
end
