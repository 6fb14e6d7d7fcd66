"""The names of amazonka, the AWS SDK for Haskell, by AWS's members.

Source:
    github.com/brendanhay/amazonka. 2.0: the modules `Amazonka.CognitoIdentityProvider.Lens` and
    `Amazonka.CognitoIdentityProvider.Types` of `amazonka-cognito-idp`. 1.6: the modules
    `Network.AWS.CognitoIdentityProvider.<operation>` and `Network.AWS.CognitoIdentityProvider.Types`.
"""

from __future__ import annotations

from typing import NamedTuple


class Lens(NamedTuple):
    """What one member is called; empty where that version does not have it.

    Attributes:
        now: In amazonka 2.0.
        before: In amazonka 1.6.
    """

    now: str = ""
    before: str = ""


HTTP_STATUS = "(HTTP status)"
"""The member that amazonka adds to every response."""

LENSES: dict[str, dict[str, Lens]] = {
    "GetUserAttributeVerificationCodeRequest": {
        "AccessToken": Lens("getUserAttributeVerificationCode_accessToken", "guavcAccessToken"),
        "AttributeName": Lens(
            "getUserAttributeVerificationCode_attributeName", "guavcAttributeName"
        ),
        "ClientMetadata": Lens("getUserAttributeVerificationCode_clientMetadata"),
    },
    "GetUserAttributeVerificationCodeResponse": {
        "CodeDeliveryDetails": Lens(
            "getUserAttributeVerificationCodeResponse_codeDeliveryDetails",
            "guavcrsCodeDeliveryDetails",
        ),
        HTTP_STATUS: Lens(
            "getUserAttributeVerificationCodeResponse_httpStatus", "guavcrsResponseStatus"
        ),
    },
    "CodeDeliveryDetailsType": {
        "Destination": Lens("codeDeliveryDetailsType_destination", "cddtDestination"),
        "DeliveryMedium": Lens("codeDeliveryDetailsType_deliveryMedium", "cddtDeliveryMedium"),
        "AttributeName": Lens("codeDeliveryDetailsType_attributeName", "cddtAttributeName"),
    },
    "VerifyUserAttributeRequest": {
        "AccessToken": Lens("verifyUserAttribute_accessToken", "vuaAccessToken"),
        "AttributeName": Lens("verifyUserAttribute_attributeName", "vuaAttributeName"),
        "Code": Lens("verifyUserAttribute_code", "vuaCode"),
    },
    "VerifyUserAttributeResponse": {
        HTTP_STATUS: Lens("verifyUserAttributeResponse_httpStatus", "vuarsResponseStatus"),
    },
    "GetUserRequest": {
        "AccessToken": Lens("getUser_accessToken", "guAccessToken"),
    },
    "GetUserResponse": {
        "Username": Lens("getUserResponse_username", "gursUsername"),
        "UserAttributes": Lens("getUserResponse_userAttributes", "gursUserAttributes"),
        "MFAOptions": Lens("getUserResponse_mfaOptions", "gursMFAOptions"),
        "PreferredMfaSetting": Lens(
            "getUserResponse_preferredMfaSetting", "gursPreferredMFASetting"
        ),
        "UserMFASettingList": Lens("getUserResponse_userMFASettingList", "gursUserMFASettingList"),
        HTTP_STATUS: Lens("getUserResponse_httpStatus", "gursResponseStatus"),
    },
    "AttributeType": {
        "Name": Lens("attributeType_name", "atName"),
        "Value": Lens("attributeType_value", "atValue"),
    },
    "MFAOptionType": {
        "DeliveryMedium": Lens("mfaOptionType_deliveryMedium", "motDeliveryMedium"),
        "AttributeName": Lens("mfaOptionType_attributeName", "motAttributeName"),
    },
    "InitiateAuthRequest": {
        "AuthFlow": Lens("initiateAuth_authFlow", "iaAuthFlow"),
        "AuthParameters": Lens("initiateAuth_authParameters", "iaAuthParameters"),
        "ClientMetadata": Lens("initiateAuth_clientMetadata", "iaClientMetadata"),
        "ClientId": Lens("initiateAuth_clientId", "iaClientId"),
        "AnalyticsMetadata": Lens("initiateAuth_analyticsMetadata", "iaAnalyticsMetadata"),
        "UserContextData": Lens("initiateAuth_userContextData", "iaUserContextData"),
        "Session": Lens(),
    },
    "InitiateAuthResponse": {
        "ChallengeName": Lens("initiateAuthResponse_challengeName", "iarsChallengeName"),
        "Session": Lens("initiateAuthResponse_session", "iarsSession"),
        "ChallengeParameters": Lens(
            "initiateAuthResponse_challengeParameters", "iarsChallengeParameters"
        ),
        "AuthenticationResult": Lens(
            "initiateAuthResponse_authenticationResult", "iarsAuthenticationResult"
        ),
        "AvailableChallenges": Lens(),
        HTTP_STATUS: Lens("initiateAuthResponse_httpStatus", "iarsResponseStatus"),
    },
    "AnalyticsMetadataType": {
        "AnalyticsEndpointId": Lens(
            "analyticsMetadataType_analyticsEndpointId", "amtAnalyticsEndpointId"
        ),
    },
    "UserContextDataType": {
        "IpAddress": Lens("userContextDataType_ipAddress"),
        "EncodedData": Lens("userContextDataType_encodedData", "ucdtEncodedData"),
    },
    "AuthenticationResultType": {
        "AccessToken": Lens("authenticationResultType_accessToken", "artAccessToken"),
        "ExpiresIn": Lens("authenticationResultType_expiresIn", "artExpiresIn"),
        "TokenType": Lens("authenticationResultType_tokenType", "artTokenType"),
        "RefreshToken": Lens("authenticationResultType_refreshToken", "artRefreshToken"),
        "IdToken": Lens("authenticationResultType_idToken", "artIdToken"),
        "NewDeviceMetadata": Lens(
            "authenticationResultType_newDeviceMetadata", "artNewDeviceMetadata"
        ),
    },
    "NewDeviceMetadataType": {
        "DeviceKey": Lens("newDeviceMetadataType_deviceKey", "ndmtDeviceKey"),
        "DeviceGroupKey": Lens("newDeviceMetadataType_deviceGroupKey", "ndmtDeviceGroupKey"),
    },
    "RespondToAuthChallengeRequest": {
        "ClientId": Lens("respondToAuthChallenge_clientId", "rtacClientId"),
        "ChallengeName": Lens("respondToAuthChallenge_challengeName", "rtacChallengeName"),
        "Session": Lens("respondToAuthChallenge_session", "rtacSession"),
        "ChallengeResponses": Lens(
            "respondToAuthChallenge_challengeResponses", "rtacChallengeResponses"
        ),
        "AnalyticsMetadata": Lens(
            "respondToAuthChallenge_analyticsMetadata", "rtacAnalyticsMetadata"
        ),
        "UserContextData": Lens("respondToAuthChallenge_userContextData", "rtacUserContextData"),
        "ClientMetadata": Lens("respondToAuthChallenge_clientMetadata"),
    },
    "RespondToAuthChallengeResponse": {
        "ChallengeName": Lens(
            "respondToAuthChallengeResponse_challengeName", "rtacrsChallengeName"
        ),
        "Session": Lens("respondToAuthChallengeResponse_session", "rtacrsSession"),
        "ChallengeParameters": Lens(
            "respondToAuthChallengeResponse_challengeParameters", "rtacrsChallengeParameters"
        ),
        "AuthenticationResult": Lens(
            "respondToAuthChallengeResponse_authenticationResult", "rtacrsAuthenticationResult"
        ),
        "AvailableChallenges": Lens(),
        HTTP_STATUS: Lens("respondToAuthChallengeResponse_httpStatus", "rtacrsResponseStatus"),
    },
    "GlobalSignOutRequest": {
        "AccessToken": Lens("globalSignOut_accessToken", "gsoAccessToken"),
    },
    "GlobalSignOutResponse": {
        HTTP_STATUS: Lens("globalSignOutResponse_httpStatus", "gsorsResponseStatus"),
    },
}
"""By the name of AWS's shape, its members."""
